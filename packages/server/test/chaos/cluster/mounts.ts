import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Where file systems are mounted within a folder, the innermost first. */
export function mountsWithin(folder: string): string[] {
  return readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .flatMap((line) => line.split(" ")[1] ?? [])
    .filter((mount) => mount.startsWith(`${folder}/`))
    .toReversed();
}

/** Takes away all that is mounted within a folder, once nobody works there; a loop device goes with its mount. */
export function unmountWithin(folder: string): void {
  for (const mount of mountsWithin(folder)) execFileSync("umount", [mount]);
}
