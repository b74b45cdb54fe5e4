import { claimJob } from "../storage/jobs.ts";
import type { Db } from "../storage/open.ts";
import type { Job } from "./jobs.ts";
import type { Repeated } from "./repeat.ts";
import { repeat } from "./repeat.ts";

export interface RunJobsOptions {
  jobs: readonly Job[];
  /** How often it looks what is due. */
  everyMs: number;
  /** `job` is the name of the one that failed; undefined = it cannot be known whether any is due. */
  onError: (error: unknown, job?: string) => void;
}

/** Does what is due, one job after the other, at once and then now and then. */
export function runJobs(db: Db, { jobs, everyMs, onError }: RunJobsOptions): Repeated {
  async function doDue(signal: AbortSignal): Promise<void> {
    for (const job of jobs) {
      if (signal.aborted) return;
      const nowMs = await claimJob(db, job);
      if (nowMs === undefined) continue;
      await job.work(db, { nowMs, signal }).catch((error: unknown) => onError(error, job.name));
    }
  }

  return repeat(doDue, { everyMs, onError: (error) => onError(error) });
}
