import { Kysely, sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dialectFor } from "../../src/storage/dialect.ts";
import * as initial from "../../src/storage/migrations/0001-initial.ts";
import { findTokenRecord } from "../../src/storage/token-records.ts";
import { findToken } from "../../src/storage/tokens.ts";
import { findUserByEmail, findMembership } from "../../src/storage/users.ts";
import type { Db } from "../../src/storage/open.ts";
import { currentRevision, openDatabase } from "../../src/storage/open.ts";
import type { TestDatabase } from "./databases.ts";
import { databases } from "./databases.ts";

/** A database as the first release left it, with somebody in it. */
async function createFirstRelease(url: string, bytes: (hex: string) => string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: dialectFor(url) });
  await initial.up(db);
  await sql`create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null)`.execute(
    db,
  );
  await sql`insert into kysely_migration values ('0001-initial', '2026-11-22T12:00:00.000Z')`.execute(db);
  for (const row of ROWS) await sql.raw(row.replace(/x'(\d+)'/g, (_, hex: string) => bytes(hex))).execute(db);
  await db.destroy();
}

const OWNER = '{"type":"user","id":"u1","name":"Ada"}';
const ROWS = [
  "update revision set n = 41",
  "insert into projects values ('p1', 'main', 'Main', 'default', 1, 0, 90, 30, 1, 1000, null)",
  "insert into users values ('u1', 'ada@example.com', 'Ada', 'a hash', 1001)",
  "insert into members values ('p1', 'u1', 'owner', 'inherit', 1, 1002)",
  "insert into sessions values (x'01', 'u1', 1003, 9999, '192.0.2.1', 'a browser')",
  "insert into devices values (x'02', 'u1', 1004)",
  `insert into tokens values ('t1', 'p1', 'u1', null, 'ci', 'ci', 'for ci', 'ci', '["*"]', '[]', 1, 'thp_1_…',
    '{"type":"user","id":"u1","name":"Ada","email":"ada@example.com"}', 1005, null, null, null, 1006, '192.0.2.2')`,
  "insert into token_versions values (x'03', 't1', 1, 1005, null)",
  `insert into audit_events values (1, 'p1', 1005, 'token.created', 40, 't1', '${OWNER}', '{}', '{"name":"ci"}')`,
  `insert into audit_events values (2, null, 1007, 'sign_in.refused', null, null, '{"type":"unknown","id":null,"name":""}', '{}', '{}')`,
  "insert into idempotency_keys values ('p1', 'u1', x'04', x'05', 't1', 1005)",
];

describe.each(databases)("a $name database of the first release", (kind) => {
  let database: TestDatabase;
  let db: Db;

  beforeEach(async () => {
    database = await kind.createEmpty();
    await createFirstRelease(database.url, kind.bytes);
    db = await openDatabase(database.url);
  });
  afterEach(async () => {
    await db.destroy();
    await database.remove();
  });

  /** Tables with their columns, and indexes, as the database itself tells them; how columns are ordered is no difference. */
  async function schemaOf(db: Db): Promise<unknown> {
    const tables = await db.introspection.getTables({ withInternalKyselyTables: false });
    const { rows } = await sql.raw(kind.indexes).execute(db);
    return { tables, indexes: rows };
  }

  it("has after its upgrade the very schema of a new one, and no damage", async () => {
    const fresh = await kind.createEmpty();
    const empty = await openDatabase(fresh.url);
    expect(await schemaOf(db)).toEqual(await schemaOf(empty));
    expect(await kind.findDamage(db)).toEqual([]);
    await empty.destroy();
    await fresh.remove();
  });

  it("keeps its people, tokens, sessions and log, and everything still works together", async () => {
    expect(await currentRevision(db)).toBe(41);
    expect(await findUserByEmail(db, "ada@example.com")).toMatchObject({ id: "u1", passwordHash: "a hash" });
    expect(await findMembership("p1", db, "u1")).toMatchObject({ role: "owner", tokenAccess: "inherit" });
    const found = await findTokenRecord(db, Buffer.from([3]));
    expect(found?.record).toMatchObject({
      token: { id: "t1", name: "ci" },
      holder: { type: "user", active: true, role: "owner" },
      project: { slug: "main", plan: "default", maxLifetimeDays: 90, requireRevokeBeforeDelete: true },
    });
    expect(await findToken("p1", db, "t1")).toMatchObject({ version: 1, lastUsedIp: "192.0.2.2" });
    const counted = await Promise.all(
      (["sessions", "devices", "token_versions", "audit_events"] as const).map((table) =>
        db.selectFrom(table).selectAll().execute(),
      ),
    );
    expect(counted.map((rows) => rows.length)).toEqual([1, 1, 1, 2]);
  });

  it("finds everything in its plan, an empty catalogue, and the one who set it up running it", async () => {
    const found = await findTokenRecord(db, Buffer.from([3]));
    expect(found?.record.project).toMatchObject({
      entitlements: ["accessTokens", "serviceAccounts"],
      scopeCatalogue: [],
      closed: false,
    });
    expect((await findUserByEmail(db, "ada@example.com"))?.operator).toBe(true);
  });

  it("knows the actor of every event that it has kept", async () => {
    const rows = await db
      .selectFrom("audit_events")
      .select(["seq", "actor_id", "detail"])
      .orderBy("seq")
      .execute();
    expect(rows).toEqual([
      { seq: 1, actor_id: "u1", detail: '{"name":"ci"}' },
      { seq: 2, actor_id: null, detail: "{}" },
    ]);
  });

  it("is upgraded once: opened again, nothing changes", async () => {
    const before = await schemaOf(db);
    await db.updateTable("users").set({ operator: 0 }).execute();
    const again = await openDatabase(database.url);
    expect(await schemaOf(again)).toEqual(before);
    expect((await findUserByEmail(again, "ada@example.com"))?.operator).toBe(false);
    await again.destroy();
  });
});
