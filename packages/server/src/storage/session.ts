import { Kysely, PostgresDialect, sql } from "kysely";
import { CHANGES } from "./dialect.ts";
import type { Db } from "./open.ts";
import { ByteOrderCompiler } from "./postgres-compiler.ts";
import { openConnection } from "./postgres.ts";
import { enterHistory } from "./revision.ts";
import type { Tables } from "./schema.ts";

/**
 * One connection that is never replaced by another: of two statements that succeed, the second asked the server that
 * answered the first. Once the connection is lost, everything asked of it fails.
 */
export interface Session {
  db: Db;
  /** Closes the connection without waiting for what is under way. */
  discard: () => void;
}

export interface SessionOptions {
  /** How long connecting, and each answer, may take. */
  timeoutMs: number;
  /** Somebody has committed a change. It may come late, or never. */
  onChange?: () => void;
  /** Throws where this database must not be served. */
  refuse?: (db: Db) => Promise<void>;
}

/** Connects to a PostgreSQL server that writes: a standby is refused. */
export async function openSession(url: string, options: SessionOptions): Promise<Session> {
  const { timeoutMs, onChange, refuse } = options;
  const listen = onChange && { channel: CHANGES, hear: onChange };
  const connection = await openConnection(url, { timeoutMs, ...(listen && { listen }) });
  const dialect = new PostgresDialect({ pool: connection });
  dialect.createQueryCompiler = () => new ByteOrderCompiler();
  const db = new Kysely<Tables>({ dialect });
  try {
    await enterHistory(db);
    await refuse?.(db);
  } catch (error) {
    connection.discard();
    throw error;
  }
  return { db, discard: connection.discard };
}

/** The time of day of the database's machine, ms since 1970. */
export async function readTime(db: Db): Promise<number> {
  const { rows } = await sql<{ ms: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`.execute(db);
  return rows[0]?.ms ?? NaN;
}
