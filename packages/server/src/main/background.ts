import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { App } from "../http/app.ts";
import { JOBS } from "../jobs/jobs.ts";
import { keepDelivering } from "../jobs/keep-delivering.ts";
import { keepSealing, keepWitnessed } from "../jobs/keep-sealing.ts";
import type { Repeated } from "../jobs/repeat.ts";
import { runJobs } from "../jobs/run-jobs.ts";
import { tellOfExpiry } from "../jobs/tell-of-expiry.ts";
import { openWitness } from "../jobs/witness.ts";
import { signHead } from "../seal/checkpoint.ts";
import type { Service } from "../service/context.ts";
import { inChangeLane } from "../storage/lane.ts";
import { openCarriers } from "./carriers.ts";
import { CLOCKS } from "./clocks.ts";

const SEAL_EVERY_MS = 1_000;
const TELL_WITNESS_EVERY_MS = 10_000;
const LOOK_FOR_JOBS_EVERY_MS = 60_000;
const LOOK_FOR_DELIVERIES_EVERY_MS = 1_000;

/** Whatever no request waits for. */
export function workInBackground(config: Config, log: Logger, { service, url }: App): Repeated {
  const { db } = service;
  const jobs = runJobs(db, {
    jobs: [...JOBS, tellOfExpiry({ url, mails: config.mailServer !== undefined })],
    everyMs: LOOK_FOR_JOBS_EVERY_MS,
    onError: (error, job) =>
      log.error({ err: error, job }, "background work failed and is tried again later"),
  });
  const delivering = keepDelivering(db, {
    ...openCarriers(config, { log, db, now: CLOCKS.now }),
    everyMs: LOOK_FOR_DELIVERIES_EVERY_MS,
    onError: (error) => log.error({ err: error }, "mails and webhooks cannot be sent right now"),
  });
  const sealing = inChangeLane(() => keepAuditLog(config, log, service));
  return {
    async close() {
      await jobs.close();
      await delivering.close();
      await sealing.close();
    },
  };
}

/** Seals the audit log, and tells its heads to the witness if there is one. */
function keepAuditLog({ auditWitness }: Config, log: Logger, { db, auditKey, meters }: Service): Repeated {
  const failed = (what: string) => (error: unknown) => {
    meters.auditFailed();
    log.error({ err: error }, what);
  };
  const sealing = keepSealing(db, {
    everyMs: SEAL_EVERY_MS,
    onError: failed("the audit log is not sealed yet"),
  });
  if (!auditWitness) return sealing;
  const witness = openWitness(auditWitness);
  const witnessed = keepWitnessed(db, {
    everyMs: TELL_WITNESS_EVERY_MS,
    tell: (head) => witness(signHead(head, auditKey)),
    onError: failed("the witness of the audit log cannot be told"),
  });
  return {
    async close() {
      await sealing.close();
      await witnessed.close();
    },
  };
}
