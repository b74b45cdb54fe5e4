import { setTimeout as delay } from "node:timers/promises";
import { claimJob } from "../storage/jobs.ts";
import type { Db } from "../storage/open.ts";
import type { Job } from "./jobs.ts";

export interface RunningJobs {
  /** Begins nothing more, and resolves when what is under way has come to a stop. */
  close: () => Promise<void>;
}

export interface RunJobsOptions {
  jobs: readonly Job[];
  /** How often it looks what is due. */
  everyMs: number;
  /** `job` is the name of the one that failed; undefined = it cannot be known whether any is due. */
  onError: (error: unknown, job?: string) => void;
}

/** Does what is due, one job after the other, at once and then now and then. */
export function runJobs(db: Db, { jobs, everyMs, onError }: RunJobsOptions): RunningJobs {
  const closing = new AbortController();
  const { signal } = closing;

  async function doDue(): Promise<void> {
    for (const job of jobs) {
      if (signal.aborted) return;
      const nowMs = await claimJob(db, job);
      if (nowMs === undefined) continue;
      await job.work(db, { nowMs, signal }).catch((error: unknown) => onError(error, job.name));
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      await doDue().catch((error: unknown) => onError(error));
      await delay(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}
