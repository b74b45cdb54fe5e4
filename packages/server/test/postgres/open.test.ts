import { sql } from "kysely";
import { Client } from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { inChange } from "../../src/storage/change.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { createDatabase } from "../storage/databases.ts";
import { createDatabaseAt, dropDatabaseAt } from "../storage/postgres-databases.ts";
import { recordTokenUses } from "../../src/storage/token-uses.ts";
import { countTokens } from "../../src/storage/token-lists.ts";
import { findToken, setRevoked } from "../../src/storage/tokens.ts";
import { findUserByEmail } from "../../src/storage/users.ts";
import { addTokens, NOON, openStore, tokenFor } from "../storage/store.ts";

async function databaseWith(setting: string): Promise<string> {
  const { url, remove } = await createDatabase();
  onTestFinished(remove);
  const name = new URL(url).pathname.slice(1);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`alter database ${name} set ${setting}`);
  await client.end();
  return url;
}

test.each([
  [
    "synchronous_commit = off",
    "synchronous_commit = off, so that a crash brings revoked tokens back: set it to on",
  ],
  ["default_transaction_read_only = on", "let TOKENHOUSE_DATABASE_URL name the primary"],
])("a database with %s is refused with what to do", async (setting, advice) => {
  await expect(openDatabase(await databaseWith(setting))).rejects.toThrow(advice);
});

test("a database that cannot hold every text is refused with what to do", async () => {
  const url = new URL("/latin", inject("postgres")).href;
  await createDatabaseAt(url, "template0 encoding 'LATIN1' locale 'C'");
  onTestFinished(() => dropDatabaseAt(url));
  await expect(openDatabase(url)).rejects.toThrow("encoded in LATIN1: create it with ENCODING 'UTF8'");
});

test("a server that is not there, or has no such database, is one line without the password", async () => {
  const away = "postgres://somebody:hunter2@127.0.0.1:1/tokens";
  await expect(openDatabase(away)).rejects.toThrow(
    /^The database cannot be used: connect ECONNREFUSED [\d.:]+$/,
  );
  const unknown = new URL("/nowhere", inject("postgres")).href;
  await expect(openDatabase(unknown)).rejects.toThrow('database "nowhere" does not exist');
});

test("every text is in the order of its bytes, in whatever language the database is", async () => {
  const store = await openStore(await createDatabase());
  onTestFinished(store.close);
  const { rows } = await sql<{ column: string; collation: string | null }>`
    select table_name || '.' || column_name as column, collation_name as collation from information_schema.columns
    where table_schema = 'public' and data_type = 'text'`.execute(store.db);
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter(({ collation }) => collation !== "C")).toEqual([]);
  const { rows: other } = await sql<{ is_linguistic: boolean }>`select 'a' < 'B' as is_linguistic`.execute(
    store.db,
  );
  expect(other).toEqual([{ is_linguistic: true }]);
});

test("an error tells nothing of the row that it is about", async () => {
  const { db, close } = await openStore(await createDatabase());
  onTestFinished(close);
  const user = { id: "u", email: "x@example.com", name: "hunter2", password_hash: "hunter2", created_at: 1 };
  const insert = () => inChange(db, (trx) => trx.insertInto("users").values(user).execute());
  await insert();
  const error = await insert().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "23505" });
  const broken = { ...user, id: "v", name: null as never };
  const failing = await inChange(db, (trx) => trx.insertInto("users").values(broken).execute()).catch(
    (thrown: unknown) => thrown,
  );
  expect(JSON.stringify([error, failing, String(error), String(failing)])).not.toContain("hunter2");
});

test("changes and the recording of uses, of the same tokens in opposite orders, never lock each other out", async () => {
  const store = await openStore(await createDatabase());
  onTestFinished(store.close);
  const { db, projectId } = store;
  const tokens = Array.from({ length: 60 }, () => tokenFor(store));
  await addTokens(db, tokens);
  const revokeAll = () =>
    inChange(db, async (trx) => {
      for (const { id: tokenId } of tokens.toReversed())
        await setRevoked(projectId, trx, { tokenId, atMs: NOON, reason: null });
    });
  const useAll = (atMs: number) => {
    const last = { atMs, ip: "::1", userAgent: null, verifier: "server" };
    const uses = tokens.map(({ id: tokenId }) => ({
      last: { ...last, tokenId },
      days: new Map(),
      addresses: new Map(),
    }));
    return recordTokenUses(db, uses);
  };
  const rounds = Array.from({ length: 5 }, (_, n) => [useAll(NOON + n), revokeAll()]);
  expect((await Promise.allSettled(rounds.flat())).map(({ status }) => status)).toEqual(
    Array.from({ length: 10 }, () => "fulfilled"),
  );
});

test("what no text of PostgreSQL can hold is found nowhere, and keeps no uses from being written", async () => {
  const store = await openStore(await createDatabase());
  onTestFinished(store.close);
  const { db, projectId } = store;
  const filter = { search: "a\0b", nowMs: NOON };
  expect(await countTokens(projectId, db, filter)).toBe(0);
  expect(await findUserByEmail(db, "a\0b@example.com")).toBeUndefined();
  const token = tokenFor(store, { description: "a\0b" });
  await addTokens(db, [token]);
  const last = { tokenId: token.id, atMs: NOON, ip: "::1", userAgent: "c\0\ud800", verifier: "server" };
  await recordTokenUses(db, [{ last, days: new Map(), addresses: new Map() }]);
  const found = await findToken(projectId, db, token.id);
  expect(found).toMatchObject({ description: "a\ufffdb", lastUsedUserAgent: "c\ufffd\ufffd" });
});
