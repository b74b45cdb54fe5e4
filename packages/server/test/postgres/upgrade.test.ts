import { Kysely, sql } from "kysely";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { start } from "../../src/main.ts";
import { dialectFor } from "../../src/storage/dialect.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { createDatabase } from "../storage/databases.ts";
import { withNewer } from "../storage/newer.ts";

const OWNER = { email: "owner@example.com", password: "plum-Lantern-42-orbit" };
const log = createLog("silent", { write: () => undefined });

interface World {
  databaseUrl: string;
  db: Kysely<unknown>;
  /** Of a server on that database. */
  url: string;
  /** A token of the owner. */
  value: string;
}

async function serve(): Promise<World> {
  const database = await createDatabase();
  const db = new Kysely<unknown>({ dialect: dialectFor(database.url) });
  const { config } = readConfig({
    TOKENHOUSE_PORT: "0",
    TOKENHOUSE_DATABASE_URL: database.url,
    TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
    TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
  });
  const server = await start(config, log);
  onTestFinished(async () => {
    await server.stop();
    await db.destroy();
    await database.remove();
  });
  const basic = `Basic ${Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64")}`;
  const { body } = await call(server.url, { authorization: basic, path: "/v1/tokens", body: LIFETIME });
  const { value } = body as { value: string };
  return { databaseUrl: database.url, db, url: server.url, value };
}

const LIFETIME = { lifetimeDays: 1 };

async function call(
  url: string,
  { authorization, path, body }: { authorization: string; path: string; body?: object },
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url + path, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: { authorization, "content-type": "application/json" },
  });
  return { status: answer.status, body: await answer.json() };
}

/** Does what a server is for, round after round, until it is stopped; answers every status that was not as it should be. */
function startWork({ url, value }: World) {
  const authorization = `Bearer ${value}`;
  const failures: string[] = [];
  let rounds = 0;
  let isOver = false;
  const isRunning = () => !isOver;
  const expectStatus = async (wanted: number, path: string, body?: object) => {
    const answer = await call(url, { authorization, path, ...(body && { body }) });
    if (answer.status !== wanted) failures.push(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const run = async () => {
    while (isRunning()) {
      const made = (await expectStatus(201, "/v1/tokens", LIFETIME)) as Made;
      const verify = async (valid: boolean) => {
        const verdict = await expectStatus(200, "/v1/verify", { token: made.value });
        if ((verdict as { valid?: boolean }).valid !== valid) failures.push(JSON.stringify(verdict));
      };
      await verify(true);
      await Promise.all(READS.map((path) => expectStatus(200, path)));
      await expectStatus(200, `/v1/tokens/${made.token?.id}/revoke`, {});
      await verify(false);
      rounds++;
    }
  };
  const running = Promise.all([run(), run(), run()]);
  const stop = async () => {
    isOver = true;
    await running;
  };
  onTestFinished(stop);
  return { rounds: () => rounds, failures, stop };
}

interface Made {
  value?: string;
  token?: { id: string };
}

const READS = [
  "/v1/me",
  "/v1/tokens",
  "/v1/members",
  "/v1/service-accounts",
  "/v1/settings",
  "/v1/audit",
  "/v1/verifiers",
  "/readyz",
];

/** Every table gets columns, and some an index. */
async function additionsTo(db: Kysely<unknown>): Promise<string[]> {
  const tables = await db.introspection.getTables();
  return [
    ...tables.flatMap(({ name }) => [
      `alter table ${name} add column colour text`,
      `alter table ${name} add column shade integer not null default 3`,
    ]),
    "create index tokens_by_shade on tokens (shade)",
    "create table colours (name text primary key)",
  ];
}

async function untilRounds(work: ReturnType<typeof startWork>, more: number): Promise<void> {
  const enough = work.rounds() + more;
  await expect.poll(() => work.rounds() >= enough || work.failures.length > 0).toBe(true);
}

test("a server fails no request while a newer program adds to its schema, and one of its release starts on the result", async () => {
  const world = await serve();
  const work = startWork(world);
  await untilRounds(work, 6);
  const statements = await additionsTo(world.db);
  await migrate(world.db, world.databaseUrl, withNewer({ "9999-a.additive": statements }));
  await untilRounds(work, 6);
  await work.stop();
  expect(work.failures).toEqual([]);
  const { rows } = await sql`select distinct shade from tokens`.execute(world.db);
  expect(rows).toEqual([{ shade: 3 }]);
  await (await openDatabase(world.databaseUrl)).destroy();
});

test("a newer program that finds a table in use for long lets nobody wait behind it until they give up", async () => {
  const world = await serve();
  const reader = new Client({ connectionString: world.databaseUrl });
  await reader.connect();
  await reader.query("begin");
  await reader.query("select count(*) from tokens");
  const work = startWork(world);
  await untilRounds(work, 3);
  let isDone = false;
  const newer = withNewer({ "9999-a.additive": ["alter table tokens add column colour text"] });
  const migrating = migrate(world.db, world.databaseUrl, newer).then(() => (isDone = true));
  const waits = sql<{ n: number }>`select count(*)::integer as n from pg_stat_activity
    where wait_event_type = 'Lock' and query like 'lock table%'`;
  for (let tries = 0; tries < 3; tries++) {
    await expect.poll(async () => (await waits.execute(world.db)).rows[0]?.n, { interval: 5 }).toBe(1);
    await expect.poll(async () => (await waits.execute(world.db)).rows[0]?.n, { interval: 5 }).toBe(0);
  }
  await untilRounds(work, 3);
  expect(isDone).toBe(false);
  await reader.query("commit");
  await migrating;
  await work.stop();
  await reader.end();
  expect(work.failures).toEqual([]);
});

test("of programs that bring a schema up to date at once each finds it whole, and none does it again", async () => {
  const database = await createDatabase();
  onTestFinished(database.remove);
  const newer = withNewer({ "9999-a.additive": ["create table colours (name text primary key)"] });
  const once = async (work: (db: Kysely<unknown>) => Promise<unknown>) => {
    const db = new Kysely<unknown>({ dialect: dialectFor(database.url) });
    try {
      await work(db);
    } finally {
      await db.destroy();
    }
  };
  const opening = () => openDatabase(database.url).then((db) => db.destroy());
  const migrating = () => once((db) => migrate(db, database.url, newer));
  await Promise.all([opening(), migrating(), migrating(), opening(), migrating()]);
  await once(async (db) => {
    const { rows } = await sql`select name from kysely_migration where name like '9999%'`.execute(db);
    expect(rows).toEqual([{ name: "9999-a.additive" }]);
  });
});
