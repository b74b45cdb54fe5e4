import type { Db, Trx } from "./open.ts";

const ofTransaction = new WeakMap<Db | Trx, string[]>();

/** Keeps the name of an event, for whoever counts what was committed. */
export function noteHappening(trx: Db | Trx, event: string): void {
  const events = ofTransaction.get(trx) ?? [];
  ofTransaction.set(trx, events);
  events.push(event);
}

/** What was noted since this was asked last in a transaction. */
export function takeHappenings(trx: Trx): readonly string[] {
  const events = ofTransaction.get(trx) ?? [];
  ofTransaction.delete(trx);
  return events;
}
