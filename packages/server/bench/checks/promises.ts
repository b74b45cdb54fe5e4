import type { Figure, Finding } from "../findings.ts";
import { inFigures } from "../findings.ts";
import { ratios } from "../measure.ts";
import type { InProcessTold } from "./in-process.ts";
import type { MemoryTold } from "./memory.ts";
import type { CountingSubject, OverHttp, Rate, Subject } from "./over-http.ts";
import { BATCH, SUBJECTS } from "./over-http.ts";
import type { Sizes } from "./sizes.ts";
import { OURS } from "./subjects.ts";
import type { UsageWrites } from "./usage.ts";

export interface Measured {
  inProcess: InProcessTold;
  memory: readonly MemoryTold[];
  usage: UsageWrites;
  overHttp: OverHttp;
}

/** What S1 to S5 promise, and what was measured of it. */
export function findingsOf(measured: Measured, sizes: Sizes): Finding[] {
  return [
    ...inProcessFindings(measured.inProcess, sizes),
    ...memoryFindings(measured, sizes),
    ...httpFindings(measured.overHttp.rates, sizes),
    ...peerFindings(measured),
    ...usageFindings(measured),
  ];
}

const PEERS = [
  ["ES256", 100],
  ["EdDSA", 100],
  ["RS256", 45],
  ["HS256", 7],
] as const;

function inProcessFindings(told: InProcessTold, sizes: Sizes): Finding[] {
  const us = new Map(microsecondsOf(told).map(({ name, values }) => [name, values]));
  const of = (name: string) => us.get(name) ?? [];
  const held = of(OURS.held);
  const cached = PEERS.map(([algorithm]) => of(`fast-jwt ${algorithm}, its cache on`));
  const fastest = held.map((_, round) => Math.min(...cached.map((values) => values[round] ?? Number.NaN)));
  const promise = "S1";
  return [
    {
      promise,
      says: `a check in process, ${inFigures(sizes.hotTokens)} tokens held`,
      unit: "µs",
      goal: { atMost: 1 },
      values: held,
    },
    {
      promise,
      says: `the same in a mirror of ${inFigures(sizes.manyTokens)} tokens, any of them`,
      unit: "µs",
      goal: { atMost: 2 },
      values: of(OURS.mirror),
    },
    ...PEERS.map(([algorithm, atLeast]): Finding => ({
      promise,
      says: `faster than fast-jwt ${algorithm}`,
      unit: "×",
      goal: { atLeast },
      values: ratios(of(`fast-jwt ${algorithm}`), held),
    })),
    {
      promise,
      says: "faster than fast-jwt's own cache, whichever algorithm is fastest with it",
      unit: "×",
      goal: { atLeast: 2.5 },
      values: ratios(fastest, held),
    },
  ];
}

function memoryFindings({ memory, inProcess: { mirror } }: Measured, sizes: Sizes): Finding[] {
  const promise = "S2";
  const tokens = inFigures(sizes.manyTokens);
  return [
    {
      promise,
      says: "memory of a held token in the table of digests",
      unit: "bytes",
      goal: { atMost: 64 },
      values: memory.map(({ tableBytesPerToken }) => tableBytesPerToken),
    },
    {
      promise,
      says: "memory of a held token with all that is known of it",
      unit: "bytes",
      goal: { atMost: 200 },
      values: memory.map(({ bytesPerToken }) => bytesPerToken),
    },
    {
      promise,
      says: `a mirror reads ${tokens} tokens`,
      unit: "s",
      goal: { atMost: 5 },
      values: memory.map(({ loadSeconds }) => loadSeconds),
    },
    {
      promise,
      says: "the same, from its start, with a server that tells them",
      unit: "s",
      goal: { atMost: 5 },
      values: [mirror.loadSeconds],
    },
    {
      promise,
      says: "longest pause meanwhile",
      unit: "ms",
      goal: { atMost: 100 },
      values: [mirror.longestPauseMs],
    },
  ];
}

function httpFindings(rates: OverHttp["rates"], sizes: Sizes): Finding[] {
  const promise = "S3";
  const [forward, verify] = [SUBJECTS.forward, SUBJECTS.verify];
  const p99 = (subject: Subject) => ratios(column(rates, subject, "p99Ms"), column(rates, "bare", "p99Ms"));
  const flat = `with ${inFigures(sizes.manyTokens)} stored tokens, of the rate with ${inFigures(sizes.fewTokens)}`;
  return [
    {
      promise,
      says: `${forward}, of a bare node:http server's rate`,
      unit: "%",
      goal: { atLeast: 80 },
      values: share(rates, "forward", "bare"),
    },
    {
      promise,
      says: `${verify}, of a bare node:http server's rate`,
      unit: "%",
      goal: { atLeast: 45 },
      values: share(rates, "verify", "bare"),
    },
    {
      promise,
      says: `checks a second in batches of ${BATCH}, of single calls'`,
      unit: "×",
      goal: { atLeast: 10 },
      values: quotients(rates, "batch", "verify"),
    },
    {
      promise,
      says: `${forward}, time in which 99 % are answered, of the bare server's`,
      unit: "×",
      goal: { atMost: 1.5 },
      values: p99("forward"),
    },
    {
      promise,
      says: `${verify}, time in which 99 % are answered, of the bare server's`,
      unit: "×",
      goal: { atMost: 1.5 },
      values: p99("verify"),
    },
    {
      promise,
      says: `${forward} ${flat}`,
      unit: "%",
      goal: { atLeast: 90 },
      values: share(rates, "forward", "forwardOfFew"),
    },
    {
      promise,
      says: `${verify} ${flat}`,
      unit: "%",
      goal: { atLeast: 90 },
      values: share(rates, "verify", "verifyOfFew"),
    },
  ];
}

function peerFindings({ overHttp: { rates }, inProcess }: Measured): Finding[] {
  const promise = "S4";
  const unit = "×";
  const us = new Map(microsecondsOf(inProcess).map(({ name, values }) => [name, values]));
  const betterAuth = us.get("better-auth verifyApiKey");
  return [
    {
      promise,
      says: `${SUBJECTS.verify}, of the checks a second of better-auth's verifyApiKey in process`,
      unit,
      goal: { atLeast: 25 },
      values: quotients(rates, "verify", "betterAuth"),
    },
    {
      promise,
      says: `${SUBJECTS.forward}, of Fastify with a SELECT by hash on PostgreSQL`,
      unit,
      goal: { atLeast: 3 },
      values: quotients(rates, "forward", "postgres"),
    },
    {
      promise,
      says: `${SUBJECTS.verify}, of oidc-provider's introspection`,
      unit,
      goal: { atLeast: 3 },
      values: quotients(rates, "verify", "oidc"),
    },
    {
      promise,
      says: "in process, faster than better-auth's verifyApiKey",
      unit,
      goal: { atLeast: 500 },
      values: betterAuth ? ratios(betterAuth, us.get(OURS.held) ?? []) : [],
    },
  ];
}

function usageFindings({ usage, overHttp: { counting } }: Measured): Finding[] {
  const promise = "S5";
  const rates = (subject: CountingSubject) =>
    (counting.get(subject) ?? []).map(({ checksPerSecond }) => checksPerSecond);
  return [
    {
      promise,
      says: "transactions that 1 000 checks lead to",
      unit: "",
      goal: { atMost: 10 },
      values: usage.commitsPerCheck.map((commits) => commits * 1000),
    },
    {
      promise,
      says: "until a use stands in the database",
      unit: "s",
      goal: { atMost: 10 },
      values: usage.secondsUntilStored,
    },
    ...(["forward", "verify"] as const).map((subject): Finding => ({
      promise,
      says: `${SUBJECTS[subject]}, of the rate without counting uses`,
      unit: "%",
      goal: { atLeast: 95 },
      values: ratios(rates(`${subject}Counted`), rates(`${subject}Uncounted`)).map(inPercent),
    })),
  ];
}

export function microsecondsOf({ nanoseconds }: InProcessTold): Figure[] {
  return nanoseconds.map(([name, values]) => ({ name, values: values.map((ns) => ns / 1000) }));
}

function quotients(rates: OverHttp["rates"], above: Subject, below: Subject): number[] {
  const [all, others] = [above, below].map((one) => column(rates, one, "checksPerSecond"));
  return others?.length ? ratios(all ?? [], others) : [];
}

function share(rates: OverHttp["rates"], above: Subject, below: Subject): number[] {
  return quotients(rates, above, below).map(inPercent);
}

function inPercent(quotient: number): number {
  return 100 * quotient;
}

export function column(rates: OverHttp["rates"], subject: Subject, key: keyof Rate): number[] {
  return (rates.get(subject) ?? []).map((rate) => rate[key]);
}
