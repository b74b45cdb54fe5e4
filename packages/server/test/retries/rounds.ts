import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Answer, Call } from "../chaos/fire/call.ts";
import { until } from "../chaos/cluster/until.ts";
import type { Draw } from "../storage/schedule.ts";
import type { Servers } from "./servers.ts";

export interface Seen {
  /** How many keys. */
  n: number;
  /** How many requests were sent under them, those to servers that were killed included. */
  repetitions: number;
  /** How often a server was killed, by where. */
  kills: Record<string, number>;
  /** Of how many keys the answer with the value was lost. */
  lost: number;
  violations: string[];
}

export function nothingSeen(): Seen {
  return { n: 0, repetitions: 0, kills: {}, lost: 0, violations: [] };
}

export interface Plan {
  servers: Servers;
  kills: number;
  draw: Draw;
}

/** The same request, so many times at once. */
const AT_ONCE = 50;
/** Of so many keys at a time, of each kind of request that makes a value. */
const KINDS = ["token", "service token", "rotation"] as const;
const MOST_DELAY_MS = 100;
const PATIENCE_MS = 500;

/** Where a creation can be cut in two: by its statements, which are seen on SQLite, or by its answer. */
const BY_ANSWER = ["before 1 answer", "before 2 answer", "after 1 answer"];
const BY_STATEMENT = [
  ...BY_ANSWER,
  "after 1 insert into tokens",
  "before 2 insert into idempotency_keys",
  "after 1 insert into idempotency_keys",
  "before 1 commit",
  "after 1 commit",
];

export function pointOf(isShared: boolean, draw: Draw): string {
  const points = isShared ? BY_ANSWER : BY_STATEMENT;
  return points[draw(points.length)] ?? "";
}

/** Sends the same requests many times at once while a server is killed, until each has its answer. */
export async function repeatUnderKills(seen: Seen, { servers, kills, draw }: Plan): Promise<void> {
  const account = await addAccount(servers);
  for (let n = 0; n < kills && seen.violations.length === 0; n++) {
    const victim = draw(servers.count);
    const order = await orderOf(servers, account);
    const point = n % 2 === 0 ? servers.arm(victim) : "at a drawn moment";
    const answering = Promise.all(order.map((one) => repeat(seen, servers, one)));
    // Where its point does not come, it is killed when all is answered, or after a while.
    await (n % 2 === 0 ? Promise.race([answering, delay(PATIENCE_MS)]) : delay(draw(MOST_DELAY_MS)));
    await servers.kill(victim);
    seen.kills[point] = (seen.kills[point] ?? 0) + 1;
    await servers.revive();
    const answers = await answering;
    for (const [at, one] of order.entries())
      await judge(seen, servers, { ...one, answers: answers[at] ?? [] });
    judgeValues(seen, answers.flat());
  }
}

interface Repeated {
  kind: (typeof KINDS)[number];
  key: string;
  request: Omit<Call, "authorization">;
  /** Of the token that is rotated. */
  id?: string;
}

async function orderOf(servers: Servers, account: string): Promise<Repeated[]> {
  const rotated = await must(servers, { method: "POST", path: "/v1/tokens", body: { lifetimeDays: 30 } });
  const { id } = (rotated as { token: { id: string } }).token;
  return KINDS.map((kind) => {
    const key = randomUUID();
    const headers = { "idempotency-key": key };
    const body = { lifetimeDays: 30, description: key };
    const paths = {
      token: "/v1/tokens",
      "service token": `/v1/service-accounts/${account}/tokens`,
      rotation: `/v1/tokens/${id}/rotate`,
    };
    const request = { method: "POST", path: paths[kind], headers };
    return kind === "rotation"
      ? { kind, key, id, request: { ...request, body: { overlapSeconds: 0 } } }
      : { kind, key, request: { ...request, body } };
  });
}

/** Each caller asks again, of another server, until it knows. */
async function repeat(seen: Seen, servers: Servers, { request }: Repeated): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: AT_ONCE }, async (_, caller) => {
      let asked = caller;
      return until(
        async () => {
          seen.repetitions++;
          return definite(await servers.ask(asked++, request));
        },
        () => `${request.path} has no answer`,
      );
    }),
  );
}

/** Whoever hears nothing, or of a failure, knows nothing yet. */
function definite(answer: Answer | undefined): Answer | undefined {
  return answer && answer.status < 500 ? answer : undefined;
}

interface Made {
  value: string;
  token: { id: string; version: number };
}

interface Answered extends Repeated {
  answers: readonly Answer[];
}

/** One token and no other, one value at most, and everybody else was told which token it is. */
async function judge(seen: Seen, servers: Servers, one: Answered): Promise<void> {
  const { kind, key, request, answers } = one;
  const wrong = (what: string) => void seen.violations.push(`${kind} ${key}: ${what}`);
  const made = answers.filter(({ status }) => status === 201).map(({ body }) => body as Made);
  const others = answers.filter(({ status }) => status !== 201);
  const told = [...new Set([...made.map(({ token }) => token.id), ...others.map(tokenTold)])];
  seen.n++;
  if (made.length === 0) seen.lost++;
  if (made.length > 1) wrong(`${made.length} values were answered`);
  if (told.length !== 1) wrong(`the answers name these tokens: ${told.join()}`);
  await judgeMade(servers, one, { id: told[0] ?? "", wrong });
  const value = made[0]?.value ?? (await valueAfterLoss(servers, told[0]));
  const { valid } = (await must(servers, verifyRequest(value))) as { valid: boolean };
  if (!valid) wrong("its value is not good");
  const other = await servers.ask(0, { ...request, body: { ...request.body, ...OTHER[kind] } });
  if (other?.status !== 422) wrong(`another request with its key is answered with ${other?.status}`);
}

/** What is there is what the answers name, once. */
async function judgeMade(
  servers: Servers,
  one: Repeated,
  { id, wrong }: { id: string; wrong: (what: string) => void },
): Promise<void> {
  const expected = [{ id, version: one.kind === "rotation" ? 2 : 1 }];
  const found = JSON.stringify(await findMade(servers, one));
  if (found !== JSON.stringify(expected)) wrong(`there is ${found}, and not ${JSON.stringify(expected)}`);
  if (one.id !== undefined && one.id !== id) wrong("another token was rotated");
}

const OTHER = {
  token: { lifetimeDays: 7 },
  "service token": { lifetimeDays: 7 },
  rotation: { overlapSeconds: 1 },
};

/** The id that a refused repetition names. */
function tokenTold({ body }: Answer): string {
  const { code, detail = "" } = (body ?? {}) as { code?: string; detail?: string };
  const [id] = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(detail) ?? [];
  return code === "idempotency_key_used" && id !== undefined ? id : `none, but ${code}`;
}

/** Whoever has lost the value gives the token a new one, with a new key. */
async function valueAfterLoss(servers: Servers, id: string | undefined): Promise<string> {
  const headers = { "idempotency-key": randomUUID() };
  const request = { method: "POST", path: `/v1/tokens/${id}/rotate`, headers, body: { overlapSeconds: 0 } };
  return ((await must(servers, request)) as Made).value;
}

function verifyRequest(token: string): Omit<Call, "authorization"> {
  return { method: "POST", path: "/v1/verify", body: { token } };
}

async function findMade(servers: Servers, { kind, key, id }: Repeated) {
  const path = kind === "rotation" ? `/v1/tokens/${id}` : `/v1/project/tokens?limit=100&search=${key}`;
  const found = (await must(servers, { method: "GET", path })) as Listed | { items: Listed[] };
  return ("items" in found ? found.items : [found]).map((token) => ({
    id: token.id,
    version: token.version,
  }));
}

type Listed = Made["token"];

/** No value was given twice, for whatever key. */
function judgeValues(seen: Seen, answers: readonly Answer[]): void {
  const values = answers.flatMap(({ status, body }) => (status === 201 ? [(body as Made).value] : []));
  if (new Set(values).size < values.length) seen.violations.push("a value was answered twice");
}

async function addAccount(servers: Servers): Promise<string> {
  const body = { name: "Machine", role: "member" };
  const made = await must(servers, { method: "POST", path: "/v1/service-accounts", body });
  return (made as { serviceAccount: { id: string } }).serviceAccount.id;
}

async function must(servers: Servers, request: Omit<Call, "authorization">): Promise<unknown> {
  const told = `${request.method} ${request.path}`;
  const answer = await until(
    async () => definite(await servers.ask(0, request)),
    () => `${told} has no answer`,
  );
  if (answer.status < 300) return answer.body;
  throw new Error(`${told} is answered with ${JSON.stringify(answer)}`);
}
