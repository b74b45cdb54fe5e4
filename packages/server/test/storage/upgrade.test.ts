import { Kysely, sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { start } from "../../src/main.ts";
import { inChange } from "../../src/storage/change.ts";
import { dialectFor } from "../../src/storage/dialect.ts";
import { lockFile } from "../../src/storage/file-lock.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { isAdditive, MIGRATIONS } from "../../src/storage/migrations/index.ts";
import { currentRevision, openDatabase } from "../../src/storage/open.ts";
import { dangersOf, readSchema } from "./additions.ts";
import { databases } from "./databases.ts";
import { withNewer } from "./newer.ts";

const ADDITIONS = [
  "create table colours (name text primary key)",
  "alter table projects add column colour text",
  "alter table tokens add column shade integer not null default 3",
  "create index tokens_by_shade on tokens (shade)",
];

describe.each(databases)("a $name database", ({ createEmpty, rules }) => {
  async function emptyDatabase(): Promise<{ url: string; db: Kysely<unknown> }> {
    const { url, remove } = await createEmpty();
    const db = new Kysely<unknown>({ dialect: dialectFor(url) });
    onTestFinished(async () => {
      await db.destroy();
      await remove();
    });
    return { url, db };
  }

  it("to which a newer program has only added is served as it is, and the newer one finds it so", async () => {
    const { url, db } = await emptyDatabase();
    const newer = withNewer({ "9998-a.additive": ADDITIONS, "9999-b.additive": [] });
    await migrate(db, url, newer);
    const before = await readSchema(db, rules);
    const old = await openDatabase(url);
    await inChange(old, () => Promise.resolve());
    expect(await currentRevision(old)).toBe(1);
    await old.destroy();
    expect(await readSchema(db, rules)).toEqual(before);
    await migrate(db, url, newer);
    expect(await readSchema(db, rules)).toEqual(before);
  });

  it("is refused when one of the newer program's migrations may do more than add", async () => {
    const { url, db } = await emptyDatabase();
    await migrate(db, url, withNewer({ "9998-a": [], "9999-b.additive": ADDITIONS }));
    await expect(openDatabase(url)).rejects.toThrow(
      "The database is newer than this program (it has 9998-a, 9999-b.additive): start the newer Tokenhouse instead",
    );
  });

  it("is refused when it lacks what this program needs, whatever else was added", async () => {
    const { url, db } = await emptyDatabase();
    await migrate(db, url, withNewer({ "9999-b.additive": [] }));
    const other = withNewer({ "9998-a.additive": [] });
    await expect(migrate(db, url, other)).rejects.toThrow("newer than this program (it has 9999-b.additive)");
  });

  describe("keeps the release before working", () => {
    it("through every migration that says so", async () => {
      const { url, db } = await emptyDatabase();
      const names = Object.keys(MIGRATIONS);
      for (const [n, name] of names.entries()) {
        const upTo = (count: number) =>
          migrate(db, url, Object.fromEntries(Object.entries(MIGRATIONS).slice(0, count)));
        if (!isAdditive(name)) continue;
        await upTo(n);
        const before = await readSchema(db, rules);
        await upTo(n + 1);
        expect(dangersOf(before, await readSchema(db, rules)), name).toEqual([]);
      }
    });

    const dangersAfter = async (statements: readonly string[]) => {
      const { url, db } = await emptyDatabase();
      await migrate(db, url);
      const before = await readSchema(db, rules);
      await migrate(db, url, withNewer({ "9999-a.additive": statements }));
      return dangersOf(before, await readSchema(db, rules));
    };

    it("where it only adds", async () => {
      expect(await dangersAfter(ADDITIONS)).toEqual([]);
      const own = [
        "create table own (name text not null, unique (name))",
        "create unique index u on own (name)",
      ];
      expect(await dangersAfter(own)).toEqual([]);
    });

    it.each([
      ["drop table devices", "devices is gone"],
      ["alter table devices rename to gadgets", "devices is gone"],
      ["alter table projects rename column plan to tariff", "projects.plan is gone"],
      ["alter table tokens drop column last_used_by", "tokens.last_used_by is gone"],
      ["create unique index one_a_day on tokens (created_at)", "one_a_day is a new rule"],
    ])("and not where it does more: %s", async (statement, danger) => {
      expect(await dangersAfter([statement])).toContain(danger);
    });

    it("and not where a row needs what the release before does not give", async () => {
      const columns = "seq integer, colour text not null";
      const statements = ["drop table sign_in_tries", `create table sign_in_tries (${columns})`];
      expect(await dangersAfter(statements)).toEqual(
        expect.arrayContaining(["sign_in_tries.key is gone", "sign_in_tries.colour has to be given"]),
      );
    });

    it("and not where a trigger acts on a table that it knows", async () => {
      const trigger = TRIGGERS[databases[0]?.name ?? "sqlite"];
      expect(await dangersAfter(trigger)).toContain("tr is a new rule");
    });
  });
});

const TRIGGERS = {
  sqlite: ["create trigger tr before delete on tokens begin select raise(abort, 'kept'); end"],
  postgres: [
    "create function keep() returns trigger language plpgsql as 'begin return null; end'",
    "create trigger tr before delete on tokens for each row execute function keep()",
  ],
};

describe.each(databases.filter(({ name }) => name === "sqlite"))(
  "a $name file that is served",
  ({ createEmpty }) => {
    it("keeps its schema when a newer program is started on it by mistake", async () => {
      const { url, remove } = await createEmpty();
      onTestFinished(remove);
      const db = new Kysely<unknown>({ dialect: dialectFor(url) });
      const [first] = Object.entries(MIGRATIONS);
      await migrate(db, url, Object.fromEntries(first ? [first] : []));
      const held = lockFile(url);
      const { config } = readConfig({ TOKENHOUSE_DATABASE_URL: url, TOKENHOUSE_PORT: "0" });
      const log = createLog("silent", { write: () => undefined });
      await expect(start(config, log)).rejects.toThrow("Another Tokenhouse serves");
      held?.release();
      const { rows } = await sql`select name from kysely_migration`.execute(db);
      expect(rows).toEqual([{ name: "0001-initial" }]);
      await db.destroy();
    });
  },
);
