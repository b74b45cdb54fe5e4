import { spawn } from "node:child_process";
import { join } from "node:path";

/** Starts what ends all that works in a folder as soon as its input is closed: by the caller, or by the caller's end. */
export function startGuardian(folder: string) {
  return spawn(process.execPath, [join(import.meta.dirname, "guardian.ts"), folder], {
    stdio: ["pipe", "ignore", "inherit"],
    detached: true,
  });
}
