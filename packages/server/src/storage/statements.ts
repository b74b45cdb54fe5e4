import type SQLite from "better-sqlite3";
import type { SqliteDatabase } from "kysely";

/** So many statements are kept, none longer than this: a text that lists many values hardly comes again. */
const MOST_KEPT = 256;
const LONGEST_KEPT = 8192;

/**
 * SQLite itself ends a transaction in which it cannot go on, as without room on the disk. There is nothing left to roll
 * back then, and why is to be told, not that.
 */
const NOTHING = "select 1 where false";

/** The database, with the statements kept that it was asked last, so that none is prepared anew at each use. */
export function keepStatements(database: SQLite.Database): SqliteDatabase {
  const kept = new Map<string, SQLite.Statement<readonly unknown[]>>();
  return {
    close() {
      kept.clear();
      database.close();
    },
    prepare(sql) {
      if (sql === "rollback" && !database.inTransaction) return database.prepare(NOTHING);
      const known = kept.get(sql);
      // Somebody still reads its rows.
      if (known?.busy) return database.prepare(sql);
      kept.delete(sql);
      const statement = known ?? database.prepare<readonly unknown[]>(sql);
      if (sql.length <= LONGEST_KEPT) kept.set(sql, statement);
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? "");
      return statement;
    },
  };
}
