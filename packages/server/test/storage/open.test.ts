import SQLite from "better-sqlite3";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Db } from "../../src/storage/open.ts";
import { inChange } from "../../src/storage/change.ts";
import { currentRevision, openDatabase } from "../../src/storage/open.ts";
import type { Tables } from "../../src/storage/schema.ts";
import { databases } from "./databases.ts";

/** Every table of the schema; a missing one does not compile. */
const TABLES = Object.keys({
  revision: true,
  histories: true,
  replayed_journals: true,
  change_log: true,
  verifiers: true,
  projects: true,
  users: true,
  members: true,
  service_accounts: true,
  tokens: true,
  token_versions: true,
  token_use_days: true,
  token_use_addresses: true,
  token_rates: true,
  sessions: true,
  devices: true,
  sign_in_tries: true,
  invitations: true,
  idempotency_keys: true,
  audit_events: true,
  audit_logs: true,
  audit_nodes: true,
  audit_keys: true,
  login_codes: true,
  identities: true,
  proven_identities: true,
  finished_sign_ins: true,
  second_factors: true,
  recovery_codes: true,
  jobs: true,
  webhooks: true,
  deliveries: true,
  expiry_notices: true,
} satisfies Record<keyof Tables, true>).toSorted();

/** Opens a database, works with it and closes it again. */
async function withDatabase<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = await openDatabase(url);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

async function tablesOf(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables();
  return tables.map(({ name }) => name).toSorted();
}

describe.each(databases)("a $name database", ({ createEmpty, races }) => {
  /** The address of an empty database, which is removed however the test ends. */
  async function emptyDatabase(): Promise<string> {
    const { url, remove } = await createEmpty();
    onTestFinished(remove);
    return url;
  }

  it("that is new gets every table, and one revision that counts from nothing", async () => {
    const url = await emptyDatabase();
    await withDatabase(url, async (db) => {
      expect(await tablesOf(db)).toEqual(TABLES);
      expect(await currentRevision(db)).toBe(0);
    });
  });

  it("that is opened again still has what was written", async () => {
    const url = await emptyDatabase();
    const first = await withDatabase(url, (db) => inChange(db, async (_, revision) => revision));
    expect(await withDatabase(url, currentRevision)).toBe(first);
  });

  it("made by a newer program is refused with the way out, and left as it is", async () => {
    const url = await emptyDatabase();
    await withDatabase(url, (db) =>
      sql`insert into kysely_migration (name, timestamp) values ('9999-later', 'x')`.execute(db),
    );
    await expect(openDatabase(url)).rejects.toThrow(
      "The database is newer than this program (it has 9999-later): start the newer Tokenhouse instead",
    );
    await expect(openDatabase(url)).rejects.toThrow("9999-later");
  });

  it("has none of a change that failed, not even its revision", async () => {
    const url = await emptyDatabase();
    await withDatabase(url, async (db) => {
      const failing = inChange(db, async (trx) => {
        await sql`insert into users values ('u', 'e', 'n', null, 0, 0)`.execute(trx);
        throw new Error("thought better of it");
      });
      await expect(failing).rejects.toThrow("thought better of it");
      expect(await currentRevision(db)).toBe(0);
      expect(await db.selectFrom("users").selectAll().execute()).toEqual([]);
    });
  });

  it("numbers the changes of many callers one after the other, without a gap", async () => {
    const url = await emptyDatabase();
    await withDatabase(url, async (db) => {
      const revisions = await Promise.all(
        Array.from({ length: 50 }, () => inChange(db, async (_, revision) => revision)),
      );
      expect(revisions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    });
  });

  it("that several processes open for the first time at once is set up once, for all of them", async () => {
    const openers = [1, 2, 3].map(() => startOpener());
    for (let round = 0; round < Math.min(races / 20, 40); round++) {
      const url = await emptyDatabase();
      const answers = await Promise.all(openers.map(({ open }) => open(url)));
      expect(answers).toEqual(openers.map(() => "opened"));
      expect(await withDatabase(url, tablesOf)).toEqual(TABLES);
    }
    expect(await Promise.all(openers.map(({ end }) => end()))).toEqual([0, 0, 0]);
  });
});

/** A process of its own that opens a database whenever it is told to, and answers how that went. */
function startOpener(): { open: (url: string) => Promise<unknown>; end: () => Promise<unknown> } {
  const child = fork(new URL("opener.ts", import.meta.url), {
    execArgv: ["--conditions=tokenhouse-source"],
  });
  return {
    async open(url) {
      child.send(url);
      const [answer] = (await once(child, "message")) as unknown[];
      return answer;
    },
    async end() {
      child.disconnect();
      const [code] = (await once(child, "exit")) as unknown[];
      return code;
    },
  };
}

describe("an SQLite file", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tokenhouse-open-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is durable at every commit, keeps its foreign keys and waits for a writer elsewhere", async () => {
    await withDatabase(`sqlite:${join(folder, "new/deep/durable.db")}`, async (db) => {
      const settings = [
        ["journal_mode", "wal"],
        ["synchronous", 2],
        ["foreign_keys", 1],
        ["busy_timeout", 5000],
      ] as const;
      for (const [pragma, value] of settings) {
        const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${pragma}`)}`.execute(db);
        expect(Object.values(rows[0] ?? {}), pragma).toEqual([value]);
      }
      const orphan = sql`
        insert into token_versions (digest, token_id, version, created_at) values (x'00', 'no such token', 1, 0)`;
      await expect(orphan.execute(db)).rejects.toThrow("FOREIGN KEY constraint failed");
    });
  });

  it("has none of its tables when one of them cannot be made", async () => {
    const path = join(folder, "occupied.db");
    const before = new SQLite(path);
    before.exec("create table audit_events (somebody_elses text)");
    before.close();
    await expect(openDatabase(`sqlite:${path}`)).rejects.toThrow("already exists");
    const after = new SQLite(path, { readonly: true });
    expect(after.prepare("select name from sqlite_master").pluck().all()).toEqual(["audit_events"]);
    after.close();
  });

  it("that is none is refused and left as it is", async () => {
    const path = join(folder, "letter.txt");
    await writeFile(path, "Dear reader, this is a letter and no database. ".repeat(50));
    await expect(openDatabase(`sqlite:${path}`)).rejects.toThrow("file is not a database");
  });

  it("in a folder that cannot be made is refused with its name", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(openDatabase(`sqlite:${join(folder, "file/data/x.db")}`)).rejects.toThrow("file/data");
  });

  it.each(["", "sqlite:", "mysql://x", "/var/lib/x.db"])("is not what %j names", async (url) => {
    await expect(openDatabase(url)).rejects.toThrow("must be sqlite:<path>");
  });
});
