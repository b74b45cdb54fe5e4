import { join } from "node:path";
import type { Answer } from "../chaos/fire/call.ts";
import { call } from "../chaos/fire/call.ts";
import type { Clock } from "../chaos/fire/clock.ts";
import { openClock } from "../chaos/fire/clock.ts";
import { mistaken } from "../chaos/fire/mistake.ts";
import { clearTraces } from "../chaos/fire/replica.ts";
import type { ServerProcess } from "../chaos/servers.ts";
import { startServer } from "../chaos/servers.ts";
import type { Mutation } from "../lease/module.ts";
import type { Draw } from "../storage/schedule.ts";
import { JUDGED_AT_LOAD } from "./boundaries.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OWNER = { email: "owner@example.com", password: "plum-Lantern-42-orbit" };
const PATIENCE_MS = 10_000;

/** A server whose clock can be set while it runs. */
export interface SteppedServer {
  url: string;
  process: ServerProcess;
  /** Sets its time of day off by so many ms. */
  step: (offMs: number) => void;
  /** Its time of day now. */
  nowMs: () => number;
  stop: () => Promise<void>;
}

export interface SteppedOptions {
  folder: string;
  /** Default: a file of its own. */
  databaseUrl?: string;
  offMs?: number;
  mutations?: readonly Mutation[];
}

export async function startStepped(options: SteppedOptions): Promise<SteppedServer> {
  const { folder, databaseUrl, offMs = 0, mutations = [] } = options;
  const clock: Clock = openClock(join(folder, "clock"));
  let off = offMs;
  clock.set(off / HOUR_MS);
  const { flags, env } = mistaken(mutations);
  const server = await startServer({
    folder,
    flags,
    env: {
      ...env,
      ...clock.env,
      ...(databaseUrl !== undefined && { TOKENHOUSE_DATABASE_URL: databaseUrl }),
      TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
      TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
      TOKENHOUSE_LEASE_SECONDS: "5",
      TOKENHOUSE_LOG_LEVEL: "warn",
    },
  });
  return {
    url: server.url,
    process: server,
    step(to) {
      off = to;
      clock.set(off / HOUR_MS);
    },
    nowMs: () => Date.now() + off,
    async stop() {
      await server.end("SIGKILL");
      clearTraces(server.pid);
    },
  };
}

export interface Seen {
  n: number;
  steps: Record<string, number>;
  accepted: number;
  refused: number;
  violations: string[];
}

export function nothingSeen(): Seen {
  return { n: 0, steps: {}, accepted: 0, refused: 0, violations: [] };
}

/** A token that ends, and one with which all is asked, which does not within any step. */
export interface Ending {
  value: string;
  endsAtMs: number;
}

/** The owner's token, by password. */
export async function mintOwn({ url }: SteppedServer): Promise<string> {
  const basic = Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64");
  const answer = await post(url, "/v1/tokens", {
    authorization: `Basic ${basic}`,
    body: { lifetimeDays: 365 },
  });
  return `Bearer ${(answer.body as { value: string }).value}`;
}

export async function mintEnding(
  { url }: SteppedServer,
  authorization: string,
  lifetimeSeconds: number,
): Promise<Ending> {
  const answer = await post(url, "/v4/apiAccessTokens", { authorization, body: { lifetimeSeconds } });
  const { tokenValue, tokenInfo } = answer.body as { tokenValue: string; tokenInfo: { expiredAt: string } };
  return { value: tokenValue, endsAtMs: Date.parse(tokenInfo.expiredAt) };
}

async function post(
  url: string,
  path: string,
  request: { authorization: string; body: object },
): Promise<Answer> {
  const answer = await call(url, { method: "POST", path, ...request }, PATIENCE_MS);
  if (answer?.status === 200 || answer?.status === 201) return answer;
  throw new Error(`${path} is answered with ${JSON.stringify(answer)}`);
}

/** Each carries a check out in another way. */
const CHECKS: Record<string, (server: SteppedServer, own: string, value: string) => Promise<boolean>> = {
  async verify({ url }, authorization, token) {
    const { body } = await post(url, "/v1/verify", { authorization, body: { token } });
    return (body as { valid: boolean }).valid;
  },
  async batch({ url }, authorization, token) {
    const { body } = await post(url, "/v1/verify/batch", { authorization, body: { checks: [{ token }] } });
    return (body as { verdicts: { valid: boolean }[] }).verdicts[0]?.valid === true;
  },
  forward: ({ url }, _, value) => isLetIn(url, "/auth/forward", value),
  bearer: ({ url }, _, value) => isLetIn(url, "/v1/me", value),
};

async function isLetIn(url: string, path: string, value: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${value}` };
  const answer = await fetch(url + path, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  await answer.text();
  if (answer.status !== 200 && answer.status !== 204 && answer.status !== 401)
    throw new Error(`${path} is answered with ${answer.status}`);
  return answer.status !== 401;
}

const WAYS = Object.keys(CHECKS);

/** How far ahead of an end a server is set that is to cross it. */
const CROSSING_MS = 25;

/** Where a server's clock is set to, as seen from a token's end. */
const STEPS: Record<string, number> = {
  "over the end": -CROSSING_MS,
  "an hour after": HOUR_MS,
  "an hour before": -HOUR_MS,
  "a day after": DAY_MS,
  "a day before": -DAY_MS,
  "back to right before": -2 * CROSSING_MS,
};

/** Lifetimes in seconds: some end with every step, some with few. */
const LIFETIMES = [1800, 5400, 86_400, 90_000, 172_800];

export interface Plan {
  draw: Draw;
  /** How often the clock is set. */
  steps: number;
}

/** Steps a server's clock around the ends of tokens and checks them all the time, until something is wrong. */
export async function stepAround(server: SteppedServer, { draw, steps }: Plan): Promise<Seen> {
  const seen = nothingSeen();
  const own = await mintOwn(server);
  const tokens = await Promise.all(LIFETIMES.map((seconds) => mintEnding(server, own, seconds)));
  const any = <T>(all: readonly T[]): T => all[draw(all.length)] as T;
  const check = (token: Ending) => checkOnce(seen, { server, own, token, by: any(WAYS) });
  for (let n = 0; n < steps && seen.violations.length === 0; n++) {
    const [token, [step, off]] = [any(tokens), any(Object.entries(STEPS))];
    server.step(token.endsAtMs + off - Date.now());
    seen.steps[step] = (seen.steps[step] ?? 0) + 1;
    // Each step is one over the ends of others, too.
    await check(any(tokens));
    const isNear = () => Math.abs(server.nowMs() - token.endsAtMs) <= 2 * CROSSING_MS;
    do await check(token);
    while (isNear() && seen.violations.length === 0);
    if (n % FEW === 0) seen.violations.push(...(await findNegative(server, own)));
  }
  return seen;
}

/** Ages and waits are looked at after so many steps. */
const FEW = 5;

interface Check {
  server: SteppedServer;
  own: string;
  token: Ending;
  by: string | undefined;
}

/** What is asked before the end may be answered after it, and the other way round with no clock that is set meanwhile. */
export async function checkOnce(seen: Seen, { server, own, token, by = "verify" }: Check): Promise<void> {
  const before = server.nowMs();
  const isAccepted = await CHECKS[by]?.(server, own, token.value);
  const after = server.nowMs();
  seen.n++;
  seen[isAccepted ? "accepted" : "refused"]++;
  const told = `by ${by}, between ${before - token.endsAtMs} and ${after - token.endsAtMs} ms from the end`;
  if (isAccepted && before > token.endsAtMs) seen.violations.push(`accepted ${told}`);
  if (!isAccepted && after < token.endsAtMs) seen.violations.push(`refused ${told}`);
}

/** What tells ages, waits and counts. */
const TELLING = ["/v1/verifiers", "/v1/tokens", "/v1/tokens/summary", "/v1/me"];

/** A clock that was set back makes no age, wait or count negative. */
async function findNegative({ url }: SteppedServer, authorization: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const path of TELLING) {
    const answer = await call(url, { method: "GET", path, authorization }, PATIENCE_MS);
    if (answer?.status !== 200) wrong.push(`${path} is answered with ${answer?.status}`);
    JSON.stringify(answer?.body, (key, value: unknown) => {
      if (typeof value === "number" && value < 0) wrong.push(`${path} tells ${key} = ${value}`);
      return value;
    });
  }
  return wrong;
}

/** Each decides by something else than the clock of now. */
export const MISTAKES: readonly { name: string; mutations: readonly Mutation[] }[] = [
  {
    name: "what is held ends by a timer",
    mutations: [
      {
        file: "verifier/judgement.ts",
        passage: `if (nowMs >= facts.expiresAtMs) return "expired";`,
        instead: "",
      },
      {
        file: "verifier/memory.ts",
        passage: "if (slot === -1) return false;",
        instead: `if (slot === -1) return false;
  const leftMs = Date.parse(grant.token.expiresAt ?? "9999-12-31") - Date.now();
  setTimeout(() => {
    const at = findHeld(state.held, grant.digest);
    if (at !== -1) forget(state, at);
  }, Math.min(leftMs, 2 ** 31 - 1)).unref();`,
      },
    ],
  },
  JUDGED_AT_LOAD,
];
