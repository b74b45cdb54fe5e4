import { setTimeout as delay } from "node:timers/promises";
import type { Served } from "./served.ts";

/** Makes tokens and revokes them, one after the other, while something else goes on. */
export interface Revoker {
  /** How long each revocation took, in ms; for ever where it was not done. */
  waits: readonly number[];
  /** Revokes as long as the work takes. */
  beside: <T>(work: () => Promise<T>) => Promise<T>;
  /** How many of the revoked tokens are accepted all the same. */
  countAccepted: () => Promise<number>;
}

const PATIENCE_MS = 10_000;
const PAUSE_MS = 10;
const AT_LEAST = 5;

export function createRevoker({ url, ownerToken }: Served): Revoker {
  const headers = { Authorization: `Bearer ${ownerToken}`, "Content-Type": "application/json" };
  const waits: number[] = [];
  const revoked: string[] = [];
  const post = (path: string, body: object) =>
    fetch(url + path, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });

  interface Made {
    value: string;
    token: { id: string };
  }

  async function make(): Promise<Made> {
    const answer = await post("/v1/tokens", { lifetimeDays: 1 });
    if (!answer.ok) throw new Error(`A token is not made: ${answer.status}`);
    return (await answer.json()) as Made;
  }

  async function revoke({ value, token }: Made): Promise<void> {
    const startedAt = performance.now();
    const { ok } = await post(`/v1/tokens/${token.id}/revoke`, {}).catch(() => ({ ok: false }));
    waits.push(ok ? performance.now() - startedAt : Number.POSITIVE_INFINITY);
    if (ok) revoked.push(value);
  }

  async function isAccepted(value: string): Promise<boolean> {
    const { ok } = await fetch(`${url}/auth/forward`, { headers: { Authorization: `Bearer ${value}` } });
    return ok;
  }

  return {
    waits,
    async beside(work) {
      const over = new AbortController();
      // However long making one takes beside the work, so many are revoked in any case.
      const stock: Made[] = [];
      for (let n = 0; n < AT_LEAST; n++) stock.push(await make());
      const revoking = (async () => {
        while (!over.signal.aborted) {
          const made = stock.pop() ?? (await make().catch(() => undefined));
          if (made) await revoke(made);
          await delay(PAUSE_MS);
        }
      })();
      try {
        return await work();
      } finally {
        over.abort();
        await revoking;
      }
    },
    async countAccepted() {
      let accepted = 0;
      for (const value of revoked) if (await isAccepted(value)) accepted++;
      return accepted;
    },
  };
}
