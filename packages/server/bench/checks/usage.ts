import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { startChild } from "../child.ts";
import { load } from "../load.ts";
import type { Store } from "../store.ts";
import { commitsIn, lastUseIn, urlOf } from "../store.ts";
import { sampleOf, valueOf } from "../values.ts";
import { verifyTarget } from "./over-http.ts";
import type { Sizes } from "./sizes.ts";

/** Longer than uses are held before they are written. */
const WATCH_SECONDS = 12;
const GIVE_UP_MS = 30_000;
const TOKENS = 1_000;

export interface UsageWrites {
  /** Of each round. */
  commitsPerCheck: number[];
  secondsUntilStored: number[];
}

/** Counts the transactions that checks lead to, and how long a use takes to stand in the database. */
export async function measureUsageWrites(store: Store, { rounds }: Sizes): Promise<UsageWrites> {
  const script = join(import.meta.dirname, "../servers/tokenhouse.ts");
  const child = await startChild<{ url: string }>(script, { argument: { databaseUrl: urlOf(store) } });
  const used = sampleOf(store.tokens, TOKENS);
  const target = verifyTarget(child.told.url, store, used.map(valueOf));
  const writes: UsageWrites = { commitsPerCheck: [], secondsUntilStored: [] };
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    const before = commitsIn(store.folder);
    const { requestsPerSecond } = await load(target, WATCH_SECONDS);
    const commits = commitsIn(store.folder) - before;
    writes.commitsPerCheck.push(commits / (requestsPerSecond * WATCH_SECONDS));
    writes.secondsUntilStored.push(await secondsUntilStored(child.told.url, store));
  }
  await child.stop();
  return writes;
}

/** From a check's answer until its time stands in the database. */
async function secondsUntilStored(url: string, store: Store): Promise<number> {
  const token = 0;
  const { headers, shots } = verifyTarget(url, store, [valueOf(token)]);
  const [{ bearer = "", body = "" } = {}] = shots;
  const usedAt = Date.now();
  const answer = await fetch(`${url}/v1/verify`, {
    method: "POST",
    headers: { ...headers, Authorization: `Bearer ${bearer}` },
    body,
  });
  const { valid } = (await answer.json()) as { valid?: boolean };
  if (!valid) throw new Error("A good value was refused");
  const answeredAt = performance.now();
  while ((lastUseIn(store.folder, token) ?? 0) < usedAt) {
    if (performance.now() - answeredAt > GIVE_UP_MS) return Number.POSITIVE_INFINITY;
    await delay(20);
  }
  return (performance.now() - answeredAt) / 1000;
}
