import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGuardian } from "./cluster/guard.ts";

/** Where processes work that are to end together. */
export interface Ground {
  folder: string;
  /** Ends all that works within, however it was cut loose, and removes the folder. */
  clear: () => Promise<void>;
}

/** A folder in memory, where that can be. It is cleared also when the calling process ends without doing so. */
export function openGround(): Ground {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "tokenhouse-chaos-"));
  // PostgreSQL works within as another user.
  chmodSync(folder, 0o711);
  const guardian = startGuardian(folder);
  const ended = once(guardian, "exit");
  return {
    folder,
    async clear() {
      guardian.stdin.end();
      await ended;
    },
  };
}
