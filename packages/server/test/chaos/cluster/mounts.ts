import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { until } from "./until.ts";

/** Where file systems are mounted within a folder, the innermost first. */
export function mountsWithin(folder: string): string[] {
  return readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .flatMap((line) => line.split(" ")[1] ?? [])
    .filter((mount) => mount.startsWith(`${folder}/`))
    .toReversed();
}

/** Takes away all that is mounted within a folder, once nobody works there; a loop device goes with its mount. */
export async function unmountWithin(folder: string): Promise<void> {
  for (const mount of mountsWithin(folder)) await unmount(mount);
}

/** The system goes on closing the files of whoever was killed for a moment. */
export async function unmount(mount: string): Promise<void> {
  let said = "";
  await until(
    () => {
      const { status, stderr } = spawnSync("umount", [mount], { encoding: "utf8" });
      said = stderr;
      return status === 0 || undefined;
    },
    () => said,
  );
}
