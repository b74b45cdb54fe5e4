import { commitChange, inChange } from "../storage/change.ts";
import type { Trx } from "../storage/open.ts";
import type { Service } from "./context.ts";
import type { Receipt } from "./receipt.ts";
import type { Asker } from "./refuse-ended.ts";
import { refuseEnded } from "./refuse-ended.ts";

type Work<T> = (trx: Trx, revision: number) => Promise<T>;

/** Runs one change, for somebody who may still ask for it when its turn has come. */
export function change<T>(service: Service, asker: Asker, work: Work<T>): Promise<T> {
  return inChange(service.db, guarded(service, asker, work));
}

/**
 * Runs one change of rights and resolves when no verifier acts on the rights of before any more: each has confirmed the
 * change, or its lease is over. The proof of it is the receipt.
 */
export async function changeRights<T>(
  service: Service,
  asker: Asker,
  work: Work<T>,
): Promise<{ result: T; receipt: Receipt }> {
  const startedAt = service.monotonic();
  const since = (instant: number) => Math.round((instant - startedAt) * 1000) / 1000;
  const { result, revision, changes } = await commitChange(service.db, guarded(service, asker, work));
  const projectIds = new Set(changes.map(({ projectId }) => projectId));
  const { verifiers, fenced } = await service.confirm({ revision, projectIds });
  const told = verifiers.map(({ id, name, confirmedAt }) => ({
    id,
    name,
    confirmedInMs: confirmedAt === null ? null : since(confirmedAt),
  }));
  const inMs = since(service.monotonic());
  service.meters.confirmed(inMs, fenced.length);
  return { result, receipt: { revision, confirmed: true, inMs, verifiers: told, fenced } };
}

function guarded<T>(service: Service, asker: Asker, work: Work<T>): Work<T> {
  return async (trx, revision) => {
    await refuseEnded(service, trx, asker);
    return work(trx, revision);
  };
}
