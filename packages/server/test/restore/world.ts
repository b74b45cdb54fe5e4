import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Ground } from "../chaos/ground.ts";
import { openGround } from "../chaos/ground.ts";
import type { ServerProcess } from "../chaos/servers.ts";
import { startServer } from "../chaos/servers.ts";
import { runCli } from "../run-cli.ts";

const OWNER = { email: "owner@example.com", password: "plum-Lantern-42-orbit" };

/** An installation of real processes: a database, a revocation journal, and a place for backups. */
export interface World {
  folder: string;
  /** The database, where it is a file. */
  file: string;
  journal: string;
  env: Record<string, string>;
  /** Starts a server; with other settings than the installation's where they are given. */
  serve: (other?: Record<string, string>) => Promise<Site>;
  cli: (...args: string[]) => ReturnType<typeof runCli>;
  /** The same installation with other settings. */
  with: (other: Record<string, string>) => World;
  clear: () => Promise<void>;
}

export interface Minted {
  id: string;
  value: string;
}

/** A server that runs, and what an owner and an API ask of it. */
export interface Site {
  server: ServerProcess;
  ask: (method: string, path: string, body?: object) => Promise<{ status: number; body: Answer }>;
  mint: (count: number) => Promise<Minted[]>;
  /** Which of them are accepted, in their order. */
  accepted: (tokens: readonly Minted[]) => Promise<Minted[]>;
  stop: () => Promise<void>;
}

// Each use says what the answer should be.
// oxlint-disable-next-line typescript/no-explicit-any -- the tests read many shapes out of it
type Answer = any;

export function openWorld(databaseUrl?: string): World {
  return worldOn(openGround(), databaseUrl === undefined ? {} : { TOKENHOUSE_DATABASE_URL: databaseUrl });
}

function worldOn(ground: Ground, settings: Record<string, string>): World {
  const { folder, clear } = ground;
  const file = join(folder, "data/tokenhouse.db");
  const journal = join(folder, "journal");
  const env = {
    TOKENHOUSE_DATABASE_URL: `sqlite:${file}`,
    TOKENHOUSE_REVOCATION_JOURNAL: journal,
    TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
    TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
    TOKENHOUSE_LEASE_SECONDS: "1",
    TOKENHOUSE_LOG_LEVEL: "error",
    ...settings,
  };
  return {
    folder,
    file,
    journal: env.TOKENHOUSE_REVOCATION_JOURNAL,
    env,
    serve: async (other) =>
      siteOf(await startServer({ folder: join(folder, "server"), env: { ...env, ...other } })),
    cli: (...args) => runCli(args, env),
    with: (other) => worldOn(ground, { ...settings, ...other }),
    clear,
  };
}

/** The same for one test. */
export function createWorld(databaseUrl?: string): World {
  const world = openWorld(databaseUrl);
  onTestFinished(world.clear);
  return world;
}

let names = 0;
const AT_ONCE = 16;

/** Works on several at once. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const lane = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function siteOf(server: ServerProcess): Promise<Site> {
  const basic = `Basic ${Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64")}`;
  const call = async (authorization: string, method: string, path: string, body?: object) => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  const mintAs = async (authorization: string): Promise<Minted> => {
    const name = `token ${process.pid} ${Date.now()} ${names++}`;
    const { status, body } = await call(authorization, "POST", "/v1/tokens", { name, lifetimeDays: 30 });
    if (status !== 201) throw new Error(`No token is made: ${status} ${JSON.stringify(body)}`);
    return { id: body.token.id, value: body.value };
  };
  let owner: Promise<string> | undefined;
  const ownerToken = () => (owner ??= mintAs(basic).then(({ value }) => `Bearer ${value}`));
  return {
    server,
    ask: async (method, path, body) => call(await ownerToken(), method, path, body),
    async mint(count) {
      const made: Minted[] = [];
      const authorization = await ownerToken();
      await forEach([...Array(count).keys()], async () => void made.push(await mintAs(authorization)));
      return made;
    },
    async accepted(tokens) {
      const good = new Set<Minted>();
      await forEach(tokens, async (token) => {
        const { status } = await call(`Bearer ${token.value}`, "GET", "/v1/me");
        if (status === 200) good.add(token);
        else if (status !== 401) throw new Error(`A token is answered with ${status}`);
      });
      return tokens.filter((token) => good.has(token));
    },
    stop: async () => {
      await server.end("SIGTERM");
    },
  };
}
