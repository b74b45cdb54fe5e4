import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findProgram } from "../../../../../e2e/harness/program.ts";

/** Where Debian and Ubuntu have what lets calls of the C library fail. */
const LIBRARIES = ["fiu_run_preload.so", "fiu_posix_preload.so"].map((name) => `/usr/lib/fiu/${name}`);

/** The program that says which calls of a running process fail. */
export function findFiu(): string | undefined {
  return LIBRARIES.every((library) => existsSync(library)) ? findProgram("fiu-ctrl") : undefined;
}

/** What a process is started with so that its calls can be made to fail, by way of pipes beside a path. */
export function breakable(pipes: string): Record<string, string> {
  return { LD_PRELOAD: LIBRARIES.join(" "), FIU_CTRL_FIFO: pipes };
}

/** What of a process fails, and how many of a hundred times. */
export interface Failing {
  name: string;
  percent: number;
}

/** Lets calls of a running process fail, or no more. */
export function setFailing(
  { pid, pipes }: { pid: number; pipes: string },
  failing: readonly Failing[],
  isOn: boolean,
): void {
  const program = findFiu();
  if (program === undefined) throw new Error("There is no fiu-ctrl: install Debian's package fiu-utils");
  for (const { name, percent } of failing) {
    const command = isOn ? `enable_random name=${name},probability=${percent / 100}` : `disable name=${name}`;
    execFileSync(program, ["-f", pipes, "-c", command, String(pid)]);
  }
}
