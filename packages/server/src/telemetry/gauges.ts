import { setTimeout as delay } from "node:timers/promises";
import type { Registry } from "@prometheus-io/client";
import { collectDefaultMetrics, Gauge } from "@prometheus-io/client";

/** How many tokens of a kind are in which state, and how many of the active ones expire soon. */
export interface TokenCount {
  kind: string;
  active: number;
  revoked: number;
  expired: number;
  /** By how many days `soon` is. */
  expiringWithin: Readonly<Record<number, number>>;
}

export interface Installation {
  release: string;
  database: "sqlite" | "postgres";
  /** Goes through every token of the installation. */
  countTokens: () => Promise<readonly TokenCount[]>;
  /** The newest change that this process acts on, how many tokens it holds, and whether it may answer at all. */
  verifier: () => { revision: number; held: number; isInForce: boolean };
  /** Monotonic clock, ms. */
  monotonic: () => number;
}

/** Tokens are not counted anew more often, however often somebody asks. */
const COUNTED_EVERY_MS = 60_000;
/** Whoever asks waits no longer for a count: what was counted last is told, or nothing yet. */
const COUNT_WITHIN_MS = 1000;

/** What is looked up when somebody asks, the process's own memory, processor time and event loop included. */
export function addGauges(registry: Registry, installation: Installation): void {
  const { release, database, verifier, countTokens, monotonic } = installation;
  const counted = lately(countTokens, monotonic);
  collectDefaultMetrics({ register: registry });
  const gauges = [
    gauge("tokenhouse_build_info", "What runs here: always 1", (set) => {
      set(1, { version: release, node: process.versions.node, database });
    }),
    gauge("tokenhouse_revision", "The newest change that this process acts on", (set) =>
      set(verifier().revision),
    ),
    gauge("tokenhouse_held_tokens", "Tokens that this process holds in memory", (set) =>
      set(verifier().held),
    ),
    gauge("tokenhouse_in_force", "1 while this process may answer checks, 0 while it has no lease", (set) =>
      set(verifier().isInForce ? 1 : 0),
    ),
    gauge(
      "tokenhouse_tokens",
      "Tokens of the installation, as counted a minute ago or later",
      async (set) => {
        for (const { kind: type, active, revoked, expired } of await counted()) {
          for (const [state, n] of Object.entries({ active, revoked, expired })) set(n, { state, type });
        }
      },
    ),
    gauge(
      "tokenhouse_token_expiring",
      "Active tokens of the installation that expire within so long, as counted a minute ago or later",
      async (set) => {
        for (const { kind: type, expiringWithin } of await counted()) {
          for (const [days, n] of Object.entries(expiringWithin)) set(n, { type, within: `${days}d` });
        }
      },
    ),
  ];
  for (const one of gauges) registry.registerMetric(one);
}

type Set = (value: number, labels?: Record<string, string>) => void;

function gauge(name: keyof typeof LABELS, help: string, look: (set: Set) => void | Promise<void>): Gauge {
  return new Gauge({
    name,
    help,
    labelNames: LABELS[name],
    registers: [],
    collect() {
      return look((value, labels = {}) => this.set(labels, value));
    },
  });
}

const LABELS = {
  tokenhouse_build_info: ["version", "node", "database"],
  tokenhouse_revision: [],
  tokenhouse_held_tokens: [],
  tokenhouse_in_force: [],
  tokenhouse_tokens: ["state", "type"],
  tokenhouse_token_expiring: ["type", "within"],
};

/** What work found when it was done last. It is begun when somebody asks, and a failure tells nothing. */
function lately<T>(work: () => Promise<readonly T[]>, monotonic: () => number): () => Promise<readonly T[]> {
  let found: readonly T[] = [];
  let begunAt = -Infinity;
  let running: Promise<unknown> | undefined;
  return async () => {
    if (!running && monotonic() - begunAt >= COUNTED_EVERY_MS) {
      begunAt = monotonic();
      running = work()
        .catch(() => [])
        .then((now) => (found = now))
        .finally(() => (running = undefined));
    }
    if (running) await Promise.race([running, delay(COUNT_WITHIN_MS, undefined, { ref: false })]);
    return found;
  };
}
