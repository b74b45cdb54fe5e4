import type { Delivery, DeliveryKind, Try } from "../core/delivery.ts";
import { DeliveryError, nextTryAt } from "../core/delivery.ts";
import { claimDelivery, holdBack, settleDelivery } from "../storage/deliveries.ts";
import type { Db } from "../storage/open.ts";
import type { Repeated, RepeatOptions } from "./repeat.ts";
import { repeat } from "./repeat.ts";

/** Sends something; answers the status that it was taken with. Throws a {@link DeliveryError} where it was not. */
export type Carry = (delivery: Delivery, signal: AbortSignal) => Promise<number | null>;

export interface Carrying {
  /** What this server can send. */
  carriers: Partial<Record<DeliveryKind, Carry>>;
  /** Wall clock, ms since 1970. */
  now: () => number;
  /** It will be tried again at an instant; null = it was given up. */
  onFailed: (delivery: Delivery, fault: { error: DeliveryError; nextAtMs: number | null }) => void;
}

/** For so long nothing is sent to where something could not be sent. */
const HELD_BACK_MS = 10_000;
/** Longer than any try takes: whoever has not settled until then has ended. */
export const TAKEN_FOR_MS = 60_000;
/** A target that is slow holds up no more than one of those. */
const AT_ONCE = 4;

/** Sends what is due, at once and then again and again. Any number of servers may: each thing is taken by one of them. */
export function keepDelivering(db: Db, options: Carrying & RepeatOptions): Repeated {
  const lanes = Array.from({ length: AT_ONCE }, () =>
    repeat((signal) => deliverDue(db, options, signal), options),
  );
  return {
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

/** Sends everything that is due now, one thing after the other. */
export async function deliverDue(db: Db, carrying: Carrying, signal: AbortSignal): Promise<void> {
  const kinds = Object.keys(carrying.carriers) as DeliveryKind[];
  while (!signal.aborted) {
    const nowMs = carrying.now();
    const delivery = await claimDelivery(db, { kinds, nowMs, untilMs: nowMs + TAKEN_FOR_MS });
    if (!delivery) return;
    await deliver(db, delivery, { ...carrying, signal });
  }
}

async function deliver(
  db: Db,
  delivery: Delivery,
  { carriers, now, onFailed, signal }: Carrying & { signal: AbortSignal },
): Promise<void> {
  const atMs = now();
  const settle = (tried: Pick<Try, "status" | "error">, dueAtMs: number | null) => {
    const log = [...delivery.log, { atMs, ms: now() - atMs, ...tried }];
    return settleDelivery(db, delivery, { log, dueAtMs, deliveredAtMs: tried.error === null ? now() : null });
  };
  let status: number | null | undefined;
  try {
    status = await carriers[delivery.kind]?.(delivery, signal);
  } catch (error) {
    // A server that stops has not tried: another one takes it over.
    if (signal.aborted) return;
    if (!(error instanceof DeliveryError)) throw error;
    const nextAtMs = error.isFinal ? null : nextTryAt(delivery.tries, now());
    await settle({ status: error.status, error: error.message }, nextAtMs);
    // What else is to go there would hardly arrive, and everything to other places would wait for it.
    if (!error.isFinal) await holdBack(db, delivery, now() + HELD_BACK_MS);
    onFailed(delivery, { error, nextAtMs });
    return;
  }
  await settle({ status: status ?? null, error: null }, null);
}
