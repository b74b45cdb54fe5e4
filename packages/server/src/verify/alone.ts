import { createLocalRates } from "@tokenhouse/sdk/memory";
import { randomUUID } from "node:crypto";
import type { Db } from "../storage/open.ts";
import { openMemory } from "./memory.ts";
import type { OwnLeasesOptions } from "./own-leases.ts";
import { openOwnLeases } from "./own-leases.ts";
import type { Verifying } from "./verifying.ts";

export interface AloneOptions extends OwnLeasesOptions {
  /** This process, as receipts and lists name it. */
  name: string;
}

/** Of the one process on its database: its own commits keep its memory true, so it needs no lease. */
export async function verifyAlone(db: Db, { name, ...options }: AloneOptions): Promise<Verifying> {
  const rates = createLocalRates();
  const held = await openMemory(db, {
    isAlone: true,
    rates: {
      ...rates,
      ask: (tokenId, policy) => Promise.resolve(rates.take(tokenId, policy, options.now())),
    },
  });
  const { memory } = held;
  const own = { id: randomUUID(), name };
  const startedAtMs = options.now();
  const leases = await openOwnLeases(db, options);
  return {
    ...held,
    name,
    leases: {
      ...leases,
      async list(projectId) {
        const itself = { ...own, mode: null, registeredAtMs: startedAtMs, applied: memory.applied };
        return [{ ...itself, isUpToDate: true, lease: null }, ...(await leases.list(projectId))];
      },
      async confirm(change) {
        // Applied in the turn of the commit.
        const itself = { ...own, confirmedAt: options.monotonic() };
        const { verifiers, fenced } = await leases.confirm(change);
        return { verifiers: [itself, ...verifiers], fenced };
      },
    },
    standing: {
      isInForce: () => true,
      clocksAgree: () => undefined,
      timeDifference: () => undefined,
      async answer({ read, store, atLeast = 0 }) {
        const answer = await read();
        store(answer);
        return answer.revision >= atLeast ? answer : undefined;
      },
    },
    close: () => Promise.resolve(),
  };
}
