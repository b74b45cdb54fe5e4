import { execFile } from "node:child_process";
import { join } from "node:path";
import { NODE_FLAGS } from "./chaos/servers.ts";

const PROGRAM = join(import.meta.dirname, "../src/cli/tokenhouse.ts");

/** Runs a command of `tokenhouse` to its end, in a process of its own that inherits nothing but the PATH. */
export function runCli(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...NODE_FLAGS, PROGRAM, ...args],
      { env: { PATH: process.env["PATH"], ...env } },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
