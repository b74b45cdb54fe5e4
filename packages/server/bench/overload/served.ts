import { rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import type { Mutation } from "../../test/lease/module.ts";
import { mistaken } from "../../test/chaos/fire/mistake.ts";
import { startChild } from "../child.ts";
import { addCopies } from "../growing-store.ts";
import { startPostgres } from "../postgres.ts";
import type { ServerArgument } from "../servers/tokenhouse.ts";
import { createStore, setUp, urlOf } from "../store.ts";
import type { Bearers } from "../store.ts";
import { valueOf } from "../values.ts";

/** A database with an installation in it. */
export interface Ground extends Bearers {
  name: string;
  databaseUrl: string;
  /** Good ones, to be checked. */
  values: readonly string[];
  remove: () => Promise<void>;
}

/** A server on it. */
export interface Served extends Ground {
  url: string;
  stop: () => Promise<void>;
}

export async function openSqlite(tokens: number): Promise<Ground> {
  const { folder, ...bearers } = await createStore(tokens);
  const values = Array.from({ length: tokens }, (_, n) => valueOf(n));
  const remove = async () => rmSync(folder, { recursive: true });
  return { ...bearers, name: "SQLite", databaseUrl: urlOf({ folder }), values, remove };
}

/** Throws where PostgreSQL is not installed. */
export async function openPostgres(tokens: number): Promise<Ground> {
  const postgres = await startPostgres();
  if (!postgres) throw new Error("PostgreSQL is not installed");
  const { tokenId, ...bearers } = await setUp(postgres.url);
  const db = new Client({ connectionString: postgres.url });
  await db.connect();
  const known = await addCopies(db, tokenId, { from: 0, to: tokens });
  await db.end();
  const name = `PostgreSQL ${postgres.version}`;
  return {
    ...bearers,
    name,
    databaseUrl: postgres.url,
    values: known.map(valueOf),
    remove: () => postgres.stop(),
  };
}

/** Works on a database that is there for as long. */
export async function on<T>(opening: Promise<Ground>, work: (ground: Ground) => Promise<T>): Promise<T> {
  const ground = await opening;
  try {
    return await work(ground);
  } finally {
    await ground.remove();
  }
}

export interface Serving {
  /** Where it runs: beside who loads it, or on a core of its own. */
  core: "server" | "any";
  /** Without: every check reads the database. */
  holdsTokens?: boolean;
  /** Mistakes in its text. */
  mutations?: readonly Mutation[];
}

export async function serve(
  ground: Ground,
  { core, holdsTokens = true, mutations = [] }: Serving,
): Promise<Served> {
  const argument: ServerArgument = { databaseUrl: ground.databaseUrl, holdsTokens, isBehindProxy: true };
  const script = join(import.meta.dirname, "../servers/tokenhouse.ts");
  const child = await startChild<{ url: string }>(script, { argument, core, ...mistaken(mutations) });
  return { ...ground, url: child.told.url, stop: child.stop };
}
