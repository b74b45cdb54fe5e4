import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";

const root = join(import.meta.dirname, "../..");

/** A program of this project as a process of its own. */
export interface RunningProcess {
  /** All that it wrote so far, both streams in the order of arrival. */
  output(): string;
  /** Resolves with the first match in the output; rejects when the process ends without one. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code once it has ended; null when a signal ended it. */
  exited: Promise<number | null>;
  /** Asks it to end (SIGTERM unless told otherwise) and resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts a TypeScript file as it is. It sees no variable of our own environment but those in `env`. */
export function startProcess(file: string, args: string[], env: Record<string, string> = {}): RunningProcess {
  const flags = ["--conditions=tokenhouse-source", "--disable-warning=ExperimentalWarning"];
  return startProgram(process.execPath, [...flags, resolve(root, file), ...args], { cwd: root, env });
}

/** Starts any program, with the variables of `env` and no others. */
export function startProgram(
  program: string,
  args: string[],
  options: { cwd: string; env: Record<string, string> },
): RunningProcess {
  const child = spawn(program, args, options);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      child.emit("output");
    });
  }
  const killWithUs = () => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  let hasEnded = false;
  const exited = once(child, "close").then(([code]) => {
    process.off("exit", killWithUs);
    hasEnded = true;
    child.emit("output");
    return code as number | null;
  });
  return {
    output: () => output,
    exited,
    async waitFor(pattern) {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match;
        if (hasEnded) throw new Error(`${[program, ...args].join(" ")} ended without ${pattern}:\n${output}`);
        await once(child, "output");
      }
    },
    stop(signal = "SIGTERM") {
      child.kill(signal);
      return exited;
    },
  };
}
