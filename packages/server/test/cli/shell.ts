import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { expect } from "vitest";
import { NODE_FLAGS } from "../chaos/servers.ts";
import { mint } from "../fixture.ts";
import { startTeam } from "../team.ts";

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Somebody with a home of their own, in which `tokenhouse` keeps where they are signed in. */
export interface Shell {
  home: string;
  configFile: string;
  env: (more?: Record<string, string>) => NodeJS.ProcessEnv;
  /** The program as a word of a shell's script. */
  program: string;
  /** Runs a command to its end, with nobody at a terminal. */
  run: (args: readonly string[], given?: Given) => Promise<Ran>;
  /** The same on a terminal, where somebody types an answer as soon as its question is there. */
  type: (args: readonly string[], answers: readonly [question: string, answer: string][]) => Promise<Ran>;
  /** What a command answers in JSON; it has to succeed. */
  json: (...args: string[]) => Promise<ReturnType<typeof JSON.parse>>;
  clear: () => void;
}

interface Given {
  stdin?: string;
  /** Told of what it says meanwhile. */
  onStderr?: (text: string) => void;
  env?: Record<string, string>;
}

/** `tokenhouse` as it stands here. */
const FROM_SOURCES = [
  process.execPath,
  ...NODE_FLAGS,
  join(import.meta.dirname, "../../src/cli/tokenhouse.ts"),
];

export function openShell(
  lasting: Record<string, string>,
  [file = "", ...first]: readonly string[] = FROM_SOURCES,
): Shell {
  const home = mkdtempSync(join(tmpdir(), "tokenhouse-shell-"));
  const envWith = (more: Record<string, string> = {}) => ({
    PATH: process.env["PATH"],
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    ...lasting,
    ...more,
  });
  const program = [file, ...first].map(quoted).join(" ");
  const run: Shell["run"] = (args, { stdin = "", env, onStderr } = {}) => {
    const child = spawn(file, [...first, ...args], { env: envWith(env) });
    child.stdin.on("error", () => undefined).end(stdin);
    if (onStderr) child.stderr.setEncoding("utf8").on("data", onStderr);
    return ended(child);
  };
  return {
    home,
    configFile: join(home, "config/tokenhouse/config.json"),
    env: envWith,
    program,
    run,
    async json(...args) {
      const { code, stdout, stderr } = await run([...args, "--json"]);
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout);
    },
    type(args, answers) {
      // In the place of the shell, which Ctrl-C would end as well.
      const command = ["exec", program, ...args.map(quoted)].join(" ");
      const child = spawn("script", ["-qec", command, "/dev/null"], {
        env: { ...envWith(), TERM: "xterm", NO_COLOR: "1" },
      });
      const left = [...answers];
      let seen = "";
      child.stdout.on("data", (chunk) => {
        seen += String(chunk);
        const [next] = left;
        if (!next || !seen.includes(next[0])) return;
        seen = "";
        left.shift();
        child.stdin.write(next[1]);
      });
      return ended(child);
    },
    clear: () => rmSync(home, { recursive: true }),
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function ended(child: ReturnType<typeof spawn>): Promise<Ran> {
  const ran = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => (ran.stdout += String(chunk)));
  child.stderr?.on("data", (chunk) => (ran.stderr += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve({ code: code ?? -1, ...ran }));
  });
}

/** An installation, and a shell in which its owner has a token that may do anything. */
export async function startOwnersShell() {
  const team = await startTeam();
  const { value } = await mint(team, team.owner.session);
  const shell = openShell({ TOKENHOUSE_URL: team.url, TOKENHOUSE_TOKEN: value });
  return {
    team,
    shell,
    async stop() {
      shell.clear();
      await team.stop();
    },
  };
}
