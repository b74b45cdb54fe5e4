import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Child } from "../child.ts";
import { startChild } from "../child.ts";
import type { Target } from "../load.ts";
import { load } from "../load.ts";
import { interleave } from "../measure.ts";
import { startPostgres } from "../postgres.ts";
import type { Store } from "../store.ts";
import { createStore, urlOf } from "../store.ts";
import { sampleOf, valueOf } from "../values.ts";
import type { Sizes } from "./sizes.ts";

export const BATCH = 100;
/** How many values are presented in turn. */
const SHOTS = 10_000;

/** Checks a second of one round, and how long the slowest hundredth of the requests took. */
export interface Rate {
  checksPerSecond: number;
  p99Ms: number;
}

export const SUBJECTS = {
  bare: "bare node:http, a constant",
  forward: "Tokenhouse /auth/forward",
  verify: "Tokenhouse POST /v1/verify",
  batch: `Tokenhouse POST /v1/verify/batch of ${BATCH}`,
  forwardOfFew: "/auth/forward, few tokens",
  verifyOfFew: "POST /v1/verify, few tokens",
  postgres: "Fastify and a SELECT by hash on PostgreSQL",
  oidc: "oidc-provider introspection",
  betterAuth: "better-auth verifyApiKey in process",
} as const;
export type Subject = keyof typeof SUBJECTS;

/** Measured apart, so long at a time that uses are written meanwhile. */
export type CountingSubject = `${"forward" | "verify"}${"Counted" | "Uncounted"}`;

export interface OverHttp {
  rates: Map<Subject, Rate[]>;
  counting: Map<CountingSubject, Rate[]>;
  /** Peers that are not installed here. */
  leftOut: string[];
  versions: { postgres: string | undefined };
}

/** Every server in a process of its own on one core, loaded in turn from the other. */
export async function measureOverHttp(store: Store, sizes: Sizes): Promise<OverHttp> {
  const children: Child<unknown>[] = [];
  const serve: Serve = async (name, argument) => {
    const child = await startChild(join(import.meta.dirname, `../servers/${name}.ts`), { argument });
    children.push(child);
    return child as never;
  };
  const few = await createStore(sizes.fewTokens);
  const uncounted = { ...store, folder: mkdtempSync(join(tmpdir(), "tokenhouse-bench-")) };
  cpSync(store.folder, uncounted.folder, { recursive: true });
  const postgres = await startPostgres();
  try {
    const values = sampleOf(store.tokens, Math.min(store.tokens, SHOTS)).map(valueOf);
    const bare = await serve<{ port: number }>("bare");
    const main = await serveStore(serve, store);
    const small = await serveStore(serve, few);
    const silent = await serveStore(serve, uncounted, false);
    const fewValues = Array.from({ length: few.tokens }, (_, n) => valueOf(n));

    const timed = (target: Target) => () => timedLoad(target, sizes.loadSeconds);
    const settled = (target: Target, of: Ours) => async () => {
      const rate = await timedLoad(target, sizes.loadSeconds);
      await writeUses(of);
      return rate;
    };
    const bearers = values.map((bearer) => ({ bearer }));
    const subjects = new Map<Subject, () => Promise<Rate>>([
      ["bare", timed({ url: `${local(bare.told.port)}/`, method: "GET", shots: bearers })],
      ["forward", settled(forwardTarget(main.url, values), main)],
      ["verify", settled(verifyTarget(main.url, main, values), main)],
      ["batch", settled(batchTarget(main.url, main, values), main)],
      ["forwardOfFew", settled(forwardTarget(small.url, fewValues), small)],
      ["verifyOfFew", settled(verifyTarget(small.url, small, fewValues), small)],
      ...(await peersOf({ serve, sizes, timed, databaseUrl: postgres?.url })),
    ]);
    const rates = (await interleave(subjects, { rounds: sizes.rounds, warmUp: 2 })) as Map<Subject, Rate[]>;

    const atLength = (target: Target) => () => timedLoad(target, sizes.countingSeconds);
    const countingSubjects = new Map<CountingSubject, () => Promise<Rate>>([
      ["forwardCounted", atLength(forwardTarget(main.url, values))],
      ["forwardUncounted", atLength(forwardTarget(silent.url, values))],
      ["verifyCounted", atLength(verifyTarget(main.url, main, values))],
      ["verifyUncounted", atLength(verifyTarget(silent.url, silent, values))],
    ]);
    const howOften = { rounds: sizes.countingRounds, warmUp: 1 };
    const counting = (await interleave(countingSubjects, howOften)) as OverHttp["counting"];
    const leftOut = (Object.keys(SUBJECTS) as Subject[]).filter((subject) => !subjects.has(subject));
    return {
      rates,
      counting,
      leftOut: leftOut.map((subject) => SUBJECTS[subject]),
      versions: { postgres: postgres?.version },
    };
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await postgres?.stop();
    for (const { folder } of [few, uncounted]) rmSync(folder, { recursive: true });
  }
}

type Serve = <Told>(name: string, argument?: unknown) => Promise<Child<Told>>;

type Ours = Store & { url: string };

async function serveStore(serve: Serve, store: Store, countsUses = true): Promise<Ours> {
  const { told } = await serve<{ url: string }>("tokenhouse", { databaseUrl: urlOf(store), countsUses });
  return { ...store, ...told };
}

/** What was counted would be written while the next server is measured on the same core; to list tokens writes it first. */
async function writeUses({ url, ownerToken }: Ours): Promise<void> {
  const headers = { Authorization: `Bearer ${ownerToken}` };
  const answer = await fetch(`${url}/v1/tokens?limit=1`, { headers });
  if (!answer.ok) throw new Error(`/v1/tokens: ${await answer.text()}`);
}

interface Peers {
  serve: Serve;
  sizes: Sizes;
  timed: (target: Target) => () => Promise<Rate>;
  databaseUrl: string | undefined;
}

async function peersOf({ serve, sizes, timed, databaseUrl }: Peers) {
  const peers: [Subject, () => Promise<Rate>][] = [];
  if (databaseUrl !== undefined) {
    const argument = { url: databaseUrl, tokens: sizes.postgresTokens };
    const { told } = await serve<{ port: number }>("fastify-postgres", argument);
    const shots = sampleOf(sizes.postgresTokens, SHOTS).map((n) => ({ bearer: valueOf(n) }));
    peers.push(["postgres", timed({ url: `${local(told.port)}/verify`, method: "GET", shots })]);
  }
  const { told: oidc } = await serve<OidcTold>("oidc-provider");
  const shots = oidc.tokens.map((token) => ({ body: `token=${token}` }));
  const url = `${local(oidc.port)}/token/introspection`;
  peers.push(["oidc", timed({ url, method: "POST", headers: oidc.headers, shots })]);
  const betterAuth = await serve<{ isInstalled: boolean }>("better-auth");
  if (betterAuth.told.isInstalled) {
    const check = async () => {
      const { checksPerSecond } = await betterAuth.ask<Rate>({ seconds: sizes.loadSeconds });
      return { checksPerSecond, p99Ms: Number.NaN };
    };
    peers.push(["betterAuth", check]);
  }
  return peers;
}

interface OidcTold {
  port: number;
  headers: Record<string, string>;
  tokens: string[];
}

const JSON_BODY = { "Content-Type": "application/json" };

/** What a proxy asks in front of an API, with its caller's own token. */
export function forwardTarget(url: string, values: readonly string[]): Target {
  const shots = values.map((bearer) => ({ bearer }));
  return { url: `${url}/auth/forward?scope=orders:read`, method: "GET", shots };
}

export function verifyTarget(
  url: string,
  { verifierToken }: Pick<Store, "verifierToken">,
  values: readonly string[],
): Target {
  const shots = values.map((token) => ({
    bearer: verifierToken,
    body: JSON.stringify({ token, scopes: ["orders:read"] }),
  }));
  return { url: `${url}/v1/verify`, method: "POST", headers: JSON_BODY, shots };
}

function batchTarget(url: string, { verifierToken }: Store, values: readonly string[]): Target {
  const batches = Array.from({ length: Math.ceil(values.length / BATCH) }, (_, n) =>
    values.slice(n * BATCH, (n + 1) * BATCH),
  );
  const shots = batches.map((tokens) => ({
    bearer: verifierToken,
    body: JSON.stringify({ checks: tokens.map((token) => ({ token, scopes: ["orders:read"] })) }),
  }));
  return { url: `${url}/v1/verify/batch`, method: "POST", headers: JSON_BODY, shots, checks: BATCH };
}

export async function timedLoad(target: Target, seconds: number): Promise<Rate> {
  const { requestsPerSecond, p99Ms } = await load(target, seconds);
  return { checksPerSecond: requestsPerSecond * (target.checks ?? 1), p99Ms };
}

function local(port: number): string {
  return `http://127.0.0.1:${port}`;
}
