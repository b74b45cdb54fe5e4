import { spawn } from "node:child_process";
import { once } from "node:events";
import { vi } from "vitest";

export interface Terminal {
  /** Answers what was printed on standard output; throws where a command fails, naming the place. */
  run: (code: string, place?: string) => Promise<string>;
  end: () => Promise<void>;
}

/** A shell that ends at the first command that fails. What still runs in it at the end is ended with it. */
export function openTerminal(cwd: string, env: NodeJS.ProcessEnv): Terminal {
  const child = spawn("sh", ["-eu"], { cwd, env, detached: true });
  const killWithUs = () => signalGroup(child.pid, "SIGKILL");
  process.once("exit", killWithUs);
  const exited = once(child, "close");
  let [stdout, stderr, hasEnded] = ["", "", false];
  child.stdin.on("error", () => undefined);
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.once("exit", () => (hasEnded = true));
  let count = 0;
  return {
    async run(code, place = cwd) {
      if (code.trim() === "") return "";
      const mark = `\u0001${++count}\n`;
      const start = stdout.length;
      child.stdin.write(`{\n${code}\n} < /dev/null\nprintf '\\001%s\\n' ${count}\n`);
      await vi.waitUntil(() => hasEnded || stdout.includes(mark, start), { timeout: 110_000, interval: 20 });
      if (hasEnded) throw new Error(`${place} failed:\n${code}\n${stdout.slice(start)}\n${stderr}`);
      return stdout.slice(start, stdout.indexOf(mark, start));
    },
    async end() {
      child.stdin.end();
      signalGroup(child.pid, "SIGTERM");
      await vi.waitUntil(() => !signalGroup(child.pid, 0), { timeout: 20_000 }).catch(killWithUs);
      await exited;
      process.off("exit", killWithUs);
    },
  };
}

/** Whether there was anybody to tell. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    return false;
  }
}
