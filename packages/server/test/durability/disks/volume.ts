import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../../../../../e2e/harness/program.ts";
import { unmount } from "../../chaos/cluster/mounts.ts";

export type FileSystem = "ext4" | "xfs";

/** A small disk: a file system in a file, by way of a loop device. It goes with the ground that it is in. */
export interface Volume {
  /** Where it is mounted. */
  folder: string;
  /** Cuts its power: what was not synced is lost, and nothing can be read or written any more. */
  cut: () => void;
  /** Takes it away once nobody works there, and mounts it again, as after the power is back. */
  mountAgain: () => Promise<void>;
  /** Leaves no room, and gives it back. */
  fill: () => void;
  empty: () => void;
}

/** What a file system needs at least. */
const MB: Record<FileSystem, number> = { ext4: 32, xfs: 320 };

/** Needs root. */
export function makeVolume(ground: string, type: FileSystem): Volume {
  const file = join(ground, `${type}.img`);
  const folder = join(ground, type);
  closeSync(openSync(file, "w"));
  truncateSync(file, MB[type] * 2 ** 20);
  run(`mkfs.${type}`, "-q", file);
  mkdirSync(folder);
  const mount = () => run("mount", "-o", "loop", file, folder);
  mount();
  const filler = join(folder, "filler");
  return {
    folder,
    cut: () => run("xfs_io", "-x", "-c", "shutdown", folder),
    async mountAgain() {
      await unmount(folder);
      mount();
    },
    fill: () => fillUp(filler),
    empty: () => rmSync(filler),
  };
}

function run(name: string, ...args: string[]): void {
  const program = findProgram(name);
  if (program === undefined) throw new Error(`There is no ${name}`);
  execFileSync(program, args, { stdio: ["ignore", "ignore", "pipe"] });
}

/** Until not one byte more can be written. */
function fillUp(file: string): void {
  const descriptor = openSync(file, "a");
  try {
    for (let bytes = 2 ** 20; bytes >= 1;) {
      if (!hasRoom(descriptor, bytes)) bytes = Math.floor(bytes / 2);
    }
  } finally {
    closeSync(descriptor);
  }
}

function hasRoom(descriptor: number, bytes: number): boolean {
  try {
    return writeSync(descriptor, Buffer.alloc(bytes)) === bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") return false;
    throw error;
  }
}
