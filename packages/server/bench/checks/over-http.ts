import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Child } from "../child.ts";
import { startChild } from "../child.ts";
import type { Load, Target } from "../load.ts";
import { load } from "../load.ts";
import { interleave } from "../measure.ts";
import { startPostgres } from "../postgres.ts";
import type { Store } from "../store.ts";
import { createStore } from "../store.ts";
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
  forwardUncounted: "/auth/forward, uses not counted",
  verifyUncounted: "POST /v1/verify, uses not counted",
  postgres: "Fastify and a SELECT by hash on PostgreSQL",
  oidc: "oidc-provider introspection",
  betterAuth: "better-auth verifyApiKey in process",
} as const;
export type Subject = keyof typeof SUBJECTS;

export interface OverHttp {
  rates: Map<Subject, Rate[]>;
  /** Peers that are not installed here. */
  leftOut: string[];
  versions: { postgres: string | undefined };
}

/** Every server in a process of its own on one core, loaded in turn from the other. */
export async function measureOverHttp(store: Store, sizes: Sizes): Promise<OverHttp> {
  const children: Child<unknown>[] = [];
  const serve = async <Told>(name: string, argument?: unknown) => {
    const child = await startChild<Told>(join(import.meta.dirname, `../servers/${name}.ts`), { argument });
    children.push(child);
    return child;
  };
  const few = await createStore(sizes.fewTokens);
  const uncounted = { ...store, folder: mkdtempSync(join(tmpdir(), "tokenhouse-bench-")) };
  cpSync(store.folder, uncounted.folder, { recursive: true });
  const postgres = await startPostgres();
  try {
    const subjects = new Map<Subject, () => Promise<Rate>>();
    const add = (subject: Subject, target: Target, checks = 1) =>
      subjects.set(subject, async () => rateOf(await load(target, sizes.loadSeconds), checks));

    const values = sampleOf(store.tokens, Math.min(store.tokens, SHOTS)).map(valueOf);
    const bearers = values.map((bearer) => ({ bearer }));
    const bare = await serve<{ port: number }>("bare");
    add("bare", { url: `${local(bare.told.port)}/`, method: "GET", shots: bearers });
    const { told: ours } = await serve<{ url: string }>("tokenhouse", { ...store, countsUses: true });
    add("forward", forwardTarget(ours.url, values));
    add("verify", verifyTarget(ours.url, store, values));
    add("batch", batchTarget(ours.url, store, values), BATCH);
    const { told: withFew } = await serve<{ url: string }>("tokenhouse", { ...few, countsUses: true });
    const fewValues = Array.from({ length: few.tokens }, (_, n) => valueOf(n));
    add("forwardOfFew", forwardTarget(withFew.url, fewValues));
    add("verifyOfFew", verifyTarget(withFew.url, few, fewValues));
    const { told: silent } = await serve<{ url: string }>("tokenhouse", { ...uncounted, countsUses: false });
    add("forwardUncounted", forwardTarget(silent.url, values));
    add("verifyUncounted", verifyTarget(silent.url, uncounted, values));

    if (postgres) {
      const argument = { url: postgres.url, tokens: sizes.postgresTokens };
      const { told } = await serve<{ port: number }>("fastify-postgres", argument);
      const stored = sampleOf(sizes.postgresTokens, SHOTS).map((n) => ({ bearer: valueOf(n) }));
      add("postgres", { url: `${local(told.port)}/verify`, method: "GET", shots: stored });
    }
    const { told: oidc } = await serve<OidcTold>("oidc-provider");
    const shots = oidc.tokens.map((token) => ({ body: `token=${token}` }));
    const url = `${local(oidc.port)}/token/introspection`;
    add("oidc", { url, method: "POST", headers: oidc.headers, shots });
    const betterAuth = await serve<{ isInstalled: boolean }>("better-auth");
    if (betterAuth.told.isInstalled) {
      subjects.set("betterAuth", async () => {
        const { checksPerSecond } = await betterAuth.ask<Rate>({ seconds: sizes.loadSeconds });
        return { checksPerSecond, p99Ms: Number.NaN };
      });
    }
    const rates = (await interleave(subjects, { rounds: sizes.rounds, warmUp: 2 })) as Map<Subject, Rate[]>;
    const leftOut = (Object.keys(SUBJECTS) as Subject[]).filter((subject) => !subjects.has(subject));
    return {
      rates,
      leftOut: leftOut.map((subject) => SUBJECTS[subject]),
      versions: { postgres: postgres?.version },
    };
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await postgres?.stop();
    for (const { folder } of [few, uncounted]) rmSync(folder, { recursive: true });
  }
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
  return { url: `${url}/v1/verify/batch`, method: "POST", headers: JSON_BODY, shots };
}

function rateOf({ requestsPerSecond, p99Ms }: Load, checks: number): Rate {
  return { checksPerSecond: requestsPerSecond * checks, p99Ms };
}

function local(port: number): string {
  return `http://127.0.0.1:${port}`;
}
