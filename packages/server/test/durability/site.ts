import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { mistaken } from "../chaos/fire/mistake.ts";
import type { ServerProcess } from "../chaos/servers.ts";
import { startServer } from "../chaos/servers.ts";
import type { Mutation } from "../lease/module.ts";
import type { Draw } from "../storage/schedule.ts";
import type { Asked } from "./ask.ts";
import { ask } from "./ask.ts";
import type { Book } from "./book.ts";
import { openBook, stateAfter } from "./book.ts";
import { judge, OWN } from "./judge.ts";
import { checkSeal } from "./seal.ts";
import { repeatCreations, write } from "./writers.ts";

export interface SiteOptions {
  /** Where the server works. */
  folder: string;
  /** Where its data is: not necessarily within. */
  data?: string;
  mutations?: readonly Mutation[] | undefined;
  env?: Record<string, string>;
  draw: Draw;
}

/** One file, the servers that serve it one after the other, and what they acknowledged. */
export interface Site {
  book: Book;
  /**
   * Starts the next server, holds its checks and its sealed audit log against the book, and repeats the creations that
   * had no answer. Answers what is wrong.
   */
  start: (how?: { flags?: string[]; env?: Record<string, string> }) => Promise<string[]>;
  server: () => ServerProcess;
  /** Whether checks are answered as the book says. Answers what is wrong. */
  check: () => Promise<string[]>;
  /** Lets the writers write until it is over or nobody answers. */
  write: (isOver: () => boolean) => Promise<void>;
  /** Looks into the file once no server runs. Answers what is wrong. */
  judge: () => string[];
}

const OWNER = { email: "owner@example.com", password: randomBytes(12).toString("hex") };
const MOST_CHECKS = 500;

export function openSite({ folder, data = folder, mutations = [], env = {}, draw }: SiteOptions): Site {
  const book = openBook();
  const file = join(data, "tokenhouse.db");
  let server: ServerProcess | undefined;
  let authorization: string | undefined;
  const mistakes = mistaken(mutations);
  const running = () => {
    if (!server) throw new Error("There is no server yet");
    return server;
  };
  const asked = () => ({ url: running().url, authorization: authorization ?? "" });
  return {
    book,
    server: running,
    async start(how = {}) {
      const flags = [...mistakes.flags, ...(how.flags ?? [])];
      try {
        const all = { ...environment(file), ...mistakes.env, ...env, ...how.env };
        server = await startServer({ folder, flags, env: all });
      } catch (error) {
        if (authorization === undefined) throw error;
        return [`no server starts: ${String(error)}`];
      }
      authorization ??= await mintOwn(server.url);
      return [
        ...(await this.check()),
        ...(await repeatCreations(asked(), book)),
        ...(await checkSeal(asked(), book)),
      ];
    },
    check: () => checkAll(asked(), book),
    write: (isOver) => write({ ...asked(), book, draw, isOver }),
    judge: () => judge(file, book, join(folder, "judged")),
  };
}

function environment(file: string): Record<string, string> {
  return {
    TOKENHOUSE_DATABASE_URL: `sqlite:${file}`,
    TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
    TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
    TOKENHOUSE_LOG_LEVEL: "error",
  };
}

/** The token that the writers call with. */
async function mintOwn(url: string): Promise<string> {
  const basic = Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64");
  const body = { name: OWN, lifetimeDays: 30 };
  const asked = { url, authorization: `Basic ${basic}` };
  const answer = await ask(asked, { method: "POST", path: "/v1/tokens", body });
  if (answer?.status !== 201) throw new Error(`No token for the writers: ${JSON.stringify(answer)}`);
  return `Bearer ${(answer.body as { value: string }).value}`;
}

/** Whether the newest values are good as far as their tokens are active, and no others; what is in doubt is left out. */
async function checkAll(asked: Asked, { entries }: Book): Promise<string[]> {
  const known = entries
    .flatMap(({ name, value, acts, pending }) =>
      value === undefined || pending !== undefined ? [] : [{ name, value, ...stateAfter(acts) }],
    )
    .slice(-MOST_CHECKS);
  if (known.length === 0) return [];
  const body = { checks: known.map(({ value }) => ({ token: value })) };
  const answer = await ask(asked, { method: "POST", path: "/v1/verify/batch", body });
  if (answer?.status !== 200) return [`checks are not answered: ${JSON.stringify(answer)}`];
  const { verdicts } = answer.body as { verdicts: { valid: boolean; code: string }[] };
  return known.flatMap(({ name, status }, n) =>
    verdicts[n]?.valid === (status === "active")
      ? []
      : [`${name} is ${status}, and a check says ${verdicts[n]?.code ?? "nothing"}`],
  );
}
