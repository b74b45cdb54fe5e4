import SQLite from "better-sqlite3";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../src/config.ts";
import { createLog } from "../src/log.ts";
import { start } from "../src/main.ts";
import { digestOf, valueOf } from "./values.ts";

const OWNER = { email: "owner@example.com", password: "only for the benchmark" };

export interface Bearers {
  /** May check tokens. */
  verifierToken: string;
  /** May do what the owner may. */
  ownerToken: string;
}

/** An installation whose project holds tokens with the values of `valueOf`, each good for `orders:read`. */
export interface Store extends Bearers {
  folder: string;
  tokens: number;
}

/** How the server is configured on a database: as it comes, on a free port. */
export function configOn(databaseUrl: string) {
  return readConfig({
    TOKENHOUSE_PORT: "0",
    TOKENHOUSE_DATABASE_URL: databaseUrl,
    TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
    TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
  }).config;
}

export function urlOf({ folder }: Pick<Store, "folder">): string {
  return `sqlite:${databaseIn(folder)}`;
}

function databaseIn(folder: string): string {
  return join(folder, "tokenhouse.db");
}

/** Sets an installation up, then copies one of its tokens in the database as often as asked for. */
export async function createStore(tokens: number): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), "tokenhouse-bench-"));
  const { tokenId, ...bearers } = await setUp(urlOf({ folder }));
  copyToken(databaseIn(folder), tokenId, tokens);
  return { folder, tokens, ...bearers };
}

export interface SetUp extends Bearers {
  /** One that is good for `orders:read`. */
  tokenId: string;
}

/** Sets an installation up over HTTP, on a database with nothing in it. */
export async function setUp(databaseUrl: string): Promise<SetUp> {
  const server = await start(configOn(databaseUrl), createLog("silent"));
  const post = async <T>(path: string, body: object, authorization: string): Promise<T> => {
    const headers = { "Content-Type": "application/json", Authorization: authorization };
    const answer = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  type Minted = { value: string; token: { id: string } };
  const basic = Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64");
  const owner = await post<Minted>("/v1/tokens", { lifetimeDays: 30 }, `Basic ${basic}`);
  const mintFor = async (role: string, scopes: readonly string[]) => {
    const bearer = `Bearer ${owner.value}`;
    const account = { name: `Orders ${role}`, role };
    const { serviceAccount } = await post<{ serviceAccount: { id: string } }>(
      "/v1/service-accounts",
      account,
      bearer,
    );
    const path = `/v1/service-accounts/${serviceAccount.id}/tokens`;
    return post<Minted>(path, { lifetimeDays: 30, scopes }, bearer);
  };
  const verifier = await mintFor("verifier", ["tokens:verify"]);
  const { token } = await mintFor("member", ["orders:read", "orders:write"]);
  await server.stop();
  return { tokenId: token.id, verifierToken: verifier.value, ownerToken: owner.value };
}

type Row = Record<string, string | number | Buffer | null>;

/** Row by row as the server wrote them, but for what is a token's own. */
function copyToken(file: string, id: string, count: number): void {
  const db = new SQLite(file);
  const token = db.prepare<[string], Row>("select * from tokens where id = ?").get(id) ?? {};
  const version = db.prepare<[string], Row>("select * from token_versions where token_id = ?").get(id) ?? {};
  const insert = (table: string, row: Row) => {
    const columns = Object.keys(row);
    const places = columns.map((column) => `@${column}`);
    return db.prepare<Row>(`insert into ${table} (${columns.join()}) values (${places.join()})`);
  };
  const [insertToken, insertVersion] = [insert("tokens", token), insert("token_versions", version)];
  // Indexes are quicker made at the end than kept at every row.
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_master where type = 'index' and tbl_name in ('tokens', 'token_versions') and sql is not null",
    )
    .all();
  db.transaction(() => {
    for (const { name } of indexes) db.exec(`drop index "${name}"`);
    for (let n = 0; n < count; n++) {
      const own = { id: randomUUID(), name: `orders ${n}`, name_sort: `orders ${n}` };
      insertToken.run({ ...token, ...own, hint: valueOf(n).slice(0, 17), search_text: own.name });
      insertVersion.run({ ...version, token_id: own.id, digest: digestOf(n) });
    }
    for (const { sql } of indexes) db.exec(sql);
  })();
  db.close();
}

/** How many transactions have written to the database since it was opened: the counter in the header of SQLite's index of the WAL. */
export function commitsIn(folder: string): number {
  return readFileSync(`${databaseIn(folder)}-shm`).readUInt32LE(8);
}

/** When the token number `n` was last used, as far as it is stored. */
export function lastUseIn(folder: string, n: number): number | null {
  const db = new SQLite(databaseIn(folder), { readonly: true });
  const find =
    "select last_used_at from tokens join token_versions v on v.token_id = tokens.id where digest = ?";
  const found = db.prepare<[Buffer], { last_used_at: number | null }>(find).get(digestOf(n));
  db.close();
  return found?.last_used_at ?? null;
}
