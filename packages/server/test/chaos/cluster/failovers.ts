import type { TokenHistory } from "../history.ts";
import { judge } from "../history.ts";
import type { Cluster, Fault } from "./cluster.ts";
import { until } from "./until.ts";
import type { Attempt, Writers } from "./writers.ts";
import { query, startWriters } from "./writers.ts";

export interface Run {
  /** What befalls each primary in turn. */
  faults: readonly Fault[];
  /** How a client revokes the token $1. */
  statement: string;
}

export interface Outcome {
  acknowledged: number;
  /** Attempts that may have been done, or not. */
  unknown: number;
  /** Tokens that are not what their history says. */
  violations: number;
  /** For each failover, from when replication stalled until an attempt that began after that was acknowledged. */
  outagesMs: number[];
}

const LANES = 4;
const TOKENS_A_FAILOVER = 20_000;

/**
 * Lets primaries fail under clients that revoke. Before each fails, what it commits does not reach its standbys any more:
 * whatever it then acknowledges by itself is lost with it.
 */
export async function failOver(cluster: Cluster, { faults, statement }: Run): Promise<Outcome> {
  await query(cluster.url, "drop table if exists token");
  await query(
    cluster.url,
    "create table token as select id, false as revoked, 0 as writes from generate_series(1, $1::int) as id",
    [TOKENS_A_FAILOVER * faults.length],
  );
  await query(cluster.url, "alter table token add primary key (id)");
  const writers = startWriters({ url: cluster.url, statement, lanes: LANES });
  const outagesMs: number[] = [];
  try {
    for (const [n, fault] of faults.entries()) {
      if (n > 0) await cluster.heal();
      outagesMs.push(await failOnce(cluster, writers, fault));
    }
  } finally {
    await writers.stop();
  }
  const histories = await historiesOf(cluster, writers.attempts);
  const isBroken = (history: TokenHistory) => {
    const { wrong, isTorn } = judge(history);
    return isTorn || wrong.length > 0;
  };
  const acknowledged = writers.attempts.filter(isAcknowledged).length;
  return {
    acknowledged,
    unknown: writers.attempts.length - acknowledged,
    violations: histories.filter(isBroken).length,
    outagesMs,
  };
}

async function failOnce(cluster: Cluster, writers: Writers, fault: Fault): Promise<number> {
  const count = (some: number, isCounted: (attempt: Attempt) => boolean) =>
    until(
      () => writers.attempts.filter(isCounted).length >= some || undefined,
      () => `The writers do not get on: ${JSON.stringify(writers.attempts.slice(-8))}`,
    );
  const since = (at: number) => (attempt: Attempt) => isAcknowledged(attempt) && attempt.beganAt > at;
  await count(20 * LANES, since(performance.now()));
  const stalledAt = performance.now();
  await cluster.stallReplication();
  await count(4 * LANES, ({ beganAt }) => beganAt > stalledAt);
  const old = await cluster.strike(fault);
  const struckAt = performance.now();
  await cluster.primary(old);
  await count(20 * LANES, since(performance.now()));
  const first = writers.attempts.find(since(struckAt));
  return (first?.endedAt ?? Infinity) - stalledAt;
}

function isAcknowledged({ outcome }: Attempt): boolean {
  return outcome === "acknowledged";
}

/** What was tried on each token, and what the primary says of it in the end. */
async function historiesOf({ url }: Cluster, attempts: readonly Attempt[]): Promise<TokenHistory[]> {
  const beganAt = performance.now();
  const tokens = await query<{ id: number; revoked: boolean }>(url, "select id, revoked from token");
  const endedAt = performance.now();
  const changes = Map.groupBy(attempts, ({ tokenId }) => tokenId);
  return tokens.map(({ id, revoked }) => ({
    changes: changes.get(id) ?? [],
    checks: [{ outcome: revoked ? "refused" : "accepted", beganAt, endedAt }],
  }));
}
