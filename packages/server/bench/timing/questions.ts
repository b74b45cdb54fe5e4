import { mintToken } from "@tokenhouse/sdk";
import { checksum } from "@tokenhouse/sdk/token-format";
import { randomBytes, randomUUID } from "node:crypto";
import { requestOf } from "./connection.ts";
import type { Group, World } from "./world.ts";
import { emailOf, WAITING } from "./world.ts";

/** Which of two: what is there, or what is not. Their answers must be the same, and take as long. */
export type Kind = "there" | "not there";

/** The n-th request of a kind. */
type Asks = (world: World, kind: Kind, n: number) => string;

export interface Question {
  /** In words: what is asked, of what against what. */
  words: string;
  status: number;
  request: Asks;
}

/** Fewer than are free, so that nobody has to wait. */
export const TRIES_EACH = 4;

/** Every question that must not tell by its time what there is. */
export const QUESTIONS = {
  value: {
    words: "`POST /v1/verify`: a stored value's beginning with a wrong rest, against any other",
    status: 200,
    request: (world, kind, n) =>
      post("/v1/verify", { token: madeUpValue(world.values, kind, n) }, bearer(world.owner)),
  },
  others: {
    words: "`GET /v1/tokens/{id}`: somebody else's token of the project, against none",
    status: 404,
    request: (world, kind, n) => tokenRequest(world, kind === "there" ? world.ids.others : [], n),
  },
  foreign: {
    words: "`GET /v1/tokens/{id}`: a token of another project, against none",
    status: 404,
    request: (world, kind, n) => tokenRequest(world, kind === "there" ? world.ids.foreign : [], n),
  },
  waiting: {
    words: "`POST /v1/session` after too many tries, with a browser's cookie: known against unknown address",
    status: 429,
    request: (_, kind, n) =>
      signIn(emailOf("waiting", kind === "there", n % WAITING), {
        Cookie: `tokenhouse_device=${randomBytes(32).toString("base64url")}`,
      }),
  },
  one: signInQuestion("one", "known address, member of one project, against unknown address"),
  several: signInQuestion("several", "known address, member of five projects, against unknown address"),
} satisfies Record<string, Question>;

export type QuestionName = keyof typeof QUESTIONS;

function signInQuestion(group: Group, words: string): Question {
  return {
    words: `\`POST /v1/session\` with a wrong password: ${words}`,
    status: 401,
    request: (_, kind, n) => signIn(emailOf(group, kind === "there", Math.floor(n / TRIES_EACH)), {}),
  };
}

/** Past the public part, and half of the secret. */
const RIGHT = "thp_".length + 12 + "_".length + 16;

/** A value that is none, with its checksum right, made in one way for both kinds: they differ in nothing but its beginning. */
export function madeUpValue(stored: readonly string[], kind: Kind, n: number): string {
  const [any, rest] = [mint(), mint()];
  const beginning = kind === "there" ? (stored[n % stored.length] ?? any) : any;
  const body = beginning.slice(0, RIGHT) + rest.slice(RIGHT, -6);
  // One flat text: one that is put together is read in pieces.
  return Buffer.from(body + checksum(body), "latin1").toString("latin1");
}

function mint(): string {
  return mintToken("th", "personal", (count) => randomBytes(count)).value;
}

function tokenRequest({ member }: World, ids: readonly string[], n: number): string {
  const none = randomUUID();
  return requestOf(`GET /v1/tokens/${ids[n % ids.length] ?? none}`, bearer(member));
}

let tries = 0;

/** Each from an address of its own, as addresses have tries, too. */
function signIn(email: string, headers: Record<string, string>): string {
  const from = [10, (tries >> 16) & 255, (tries >> 8) & 255, tries++ & 255].join(".");
  const password = randomBytes(15).toString("base64");
  return post("/v1/session", { email, password }, { ...headers, "X-Forwarded-For": from });
}

function bearer(value: string): Record<string, string> {
  return { Authorization: `Bearer ${value}` };
}

function post(path: string, body: object, headers: Record<string, string>): string {
  return requestOf(`POST ${path}`, { ...headers, "Content-Type": "application/json" }, JSON.stringify(body));
}
