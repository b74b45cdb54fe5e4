import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./cluster/until.ts";

export interface ServerOrder {
  /** Where it works. It ends with the ground or the cluster that the folder is in. */
  folder: string;
  /** All that it is told: nothing is inherited but the PATH. Without a port it takes a free one. */
  env: Record<string, string>;
  /** Node's, beside those of `npm start`. */
  flags?: readonly string[];
}

/** A Tokenhouse server as a process of its own. */
export interface ServerProcess {
  url: string;
  pid: number;
  /** All that it and those before it in the same folder have said. */
  output: () => string;
  signal: (signal: "SIGSTOP" | "SIGCONT") => void;
  /** Answers when it has ended, also one that stands still: with its exit code, or null where it was killed. */
  end: (signal: "SIGTERM" | "SIGKILL") => Promise<number | null>;
}

const PROGRAM = join(import.meta.dirname, "../../src/cli/tokenhouse.ts");
export const NODE_FLAGS = ["--conditions=tokenhouse-source", "--disable-warning=ExperimentalWarning"];

/** Runs a server as `npm start` does, and answers when it is ready. One that ends instead is an error with its words. */
export async function startServer({ folder, env, flags = [] }: ServerOrder): Promise<ServerProcess> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "log");
  const log = openSync(file, "a");
  const before = readFileSync(file, "utf8").length;
  const child = spawn(process.execPath, [...NODE_FLAGS, ...flags, PROGRAM, "serve"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], TOKENHOUSE_PORT: "0", ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const output = () => readFileSync(file, "utf8");
  const url = await until(
    () => findUrl(child, output().slice(before)),
    () => `The server does not start: ${output()}`,
  );
  await until(
    () => isReady(child, url),
    () => `The server does not become ready: ${output()}`,
  );
  return {
    url,
    pid: child.pid ?? 0,
    output,
    signal: (signal) => void child.kill(signal),
    end: (signal) => end(child, signal),
  };
}

function findUrl(child: ChildProcess, said: string): string | undefined {
  if (hasEnded(child))
    throw new Error(`The server has ended with ${child.exitCode ?? child.signalCode}: ${said}`);
  return /^Tokenhouse is ready: (\S+)$/m.exec(said)?.[1];
}

async function isReady(child: ChildProcess, url: string): Promise<true | undefined> {
  if (hasEnded(child)) throw new Error("The server has ended before it was ready");
  try {
    const { ok } = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1000) });
    return ok || undefined;
  } catch {
    return undefined;
  }
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
  if (!hasEnded(child)) {
    const ended = once(child, "exit");
    child.kill(signal);
    child.kill("SIGCONT");
    await ended;
  }
  return child.exitCode;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
