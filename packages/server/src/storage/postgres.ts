import { createHash } from "node:crypto";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import type { ClientConfig, PoolClient } from "pg";
import { Client, DatabaseError, Pool, types } from "pg";
import { overloaded, Refusal } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import { isInChangeLane } from "./lane.ts";

/** So many connections at most, besides those for leases; a reader takes none of those for changes. */
const MOST_CONNECTIONS = { reads: 10, changes: 4 };

/** How long a connection is waited for, a free one or a new one. */
export const CONNECT_MS = 5_000;

/**
 * The server ends a statement before the client gives it up: then the connection is still good. A process that stands
 * still in the middle of a change holds up all others, so it is put out before they have waited for long.
 */
const TIME_LIMITS = {
  lock_timeout: 5_000,
  statement_timeout: 10_000,
  idle_in_transaction_session_timeout: 2_000,
  query_timeout: 15_000,
};

/** The database cannot be used right now; what was asked is not done, unless a commit was under way. */
export class DatabaseUnavailableError extends Error {
  readonly code = "DATABASE_UNAVAILABLE";

  constructor(cause: unknown) {
    super(
      cause instanceof DatabaseUnavailableError
        ? cause.message
        : `The database cannot be used: ${messageOf(cause)}`,
    );
    this.name = "DatabaseUnavailableError";
  }
}

/** The connection is gone, and with it the answer to what was under way. */
export class ConnectionLostError extends DatabaseUnavailableError {}

/** Connections as Kysely takes them; with time limits, unless they are for work that takes as long as it takes. */
export function openPool(url: string, { isPatient = false } = {}): PostgresPool {
  const limits = { ...connectionOptions(url), ...(isPatient ? {} : TIME_LIMITS) };
  const reads = openLane(limits, MOST_CONNECTIONS.reads);
  const changes = openLane(limits, MOST_CONNECTIONS.changes);
  const names = new Map<string, string>();
  return {
    options: {},
    end: async () => void (await Promise.all([reads.end(), changes.end()])),
    async connect() {
      const isReading = !isPatient && !isInChangeLane();
      try {
        return guarded(await (isReading ? connectSoon(reads) : changes.connect()), names);
      } catch (error) {
        throw error instanceof Refusal ? error : new ConnectionLostError(error);
      }
    },
  };
}

function openLane(limits: ClientConfig, max: number): Pool {
  const pool = new Pool({ ...limits, max, connectionTimeoutMillis: CONNECT_MS });
  // A connection that breaks is told to whoever uses it; an idle one is replaced.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
    noteWarnings(client);
  });
  return pool;
}

/**
 * Where all are in use, an answer that comes late helps nobody and keeps those waiting that still could have theirs in
 * time: so nobody asks the database who has waited for too long.
 */
async function connectSoon(pool: Pool): Promise<PoolClient> {
  if (pool.idleCount > 0 || pool.totalCount < MOST_CONNECTIONS.reads) return pool.connect();
  if (pool.waitingCount >= LIMITS.waitingReads) throw overloaded();
  const askedAt = performance.now();
  const client = await pool.connect();
  if (performance.now() - askedAt <= LIMITS.readWaitMs) return client;
  client.release();
  throw overloaded();
}

/** One connection that is never replaced by another: once it is lost, everything asked of it fails. */
export interface Connection extends PostgresPool {
  /** Closes it without waiting for what is under way. */
  discard: () => void;
}

export interface ConnectionOptions {
  /** How long connecting, and each answer, may take. */
  timeoutMs: number;
  /** Called when somebody announces something there. It may come late, or never. */
  listen?: { channel: string; hear: () => void };
}

/** Connects as what a pool of one would be. */
export async function openConnection(
  url: string,
  { timeoutMs, listen }: ConnectionOptions,
): Promise<Connection> {
  const limits = { connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs };
  const client = new Client({ ...connectionOptions(url), ...limits });
  // What breaks is told to whoever asks next.
  client.on("error", () => undefined);
  noteWarnings(client);
  const discard = () => void client.end().catch(() => undefined);
  try {
    await client.connect();
    if (listen) {
      client.on("notification", listen.hear);
      await client.query(`listen ${listen.channel}`);
    }
  } catch (error) {
    discard();
    throw new ConnectionLostError(error);
  }
  const connection = guarded(Object.assign(client, { release: () => undefined }), new Map());
  return { options: {}, connect: () => Promise.resolve(connection), end: () => client.end(), discard };
}

/**
 * Connections that were warned: whoever cancels a commit that waits for its standby has it answered as done, though a
 * failover can still lose it.
 */
const warned = new WeakSet<object>();
const WARNING = "01000";

function noteWarnings(client: Pick<Client, "on">): void {
  client.on("notice", ({ code }) => {
    if (code === WARNING) warned.add(client);
  });
}

/** What PostgreSQL calls `bigint`. */
const AS_NUMBER: ReadonlySet<number> = new Set([20]);

/** How every connection is made. Numbers of 64 bits come as numbers: none here is beyond what a double holds. */
export function connectionOptions(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: "tokenhouse",
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: {
      getTypeParser: (type, format) =>
        AS_NUMBER.has(type) ? Number : (types.getTypeParser(type, format) as (text: string) => unknown),
    },
  };
}

/** A connection whose errors say nothing of what rows hold, and which is not used again once it is lost. */
function guarded(
  client: Pick<PoolClient, "query" | "release">,
  names: Map<string, string>,
): PostgresPoolClient {
  let lost: ConnectionLostError | undefined;
  async function query(text: string, values: readonly unknown[]) {
    if (lost) throw lost;
    try {
      const answer = await client.query({ ...preparedAs(text, names), text, values: values.map(storable) });
      if (warned.has(client)) throw new Error("A commit was answered before its standby had it");
      return answer;
    } catch (error) {
      const told = toldOf(error);
      if (told instanceof ConnectionLostError) lost = told;
      throw told;
    }
  }
  return {
    // Kysely would hand a cursor over, too, had it been told of one.
    query: query as unknown as PostgresPoolClient["query"],
    release: (destroy) => client.release(destroy || lost !== undefined),
  };
}

/** PostgreSQL holds no NUL, and no half of a character: each is written, and looked for, as «�». */
export function storable(value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\ufffd") : value;
}

/** So many statements are prepared on each connection, none longer than this: PostgreSQL forgets none by itself. */
const MOST_PREPARED = 256;
const LONGEST_PREPARED = 4096;

/** A statement for all columns, whichever: once prepared, it fails for ever when its table gets one more. */
const ALL_COLUMNS = /(?:select |returning |\.)\*/;

function preparedAs(text: string, names: Map<string, string>): { name?: string } {
  const known = names.get(text);
  if (known !== undefined) return { name: known };
  if (
    names.size >= MOST_PREPARED ||
    text.length > LONGEST_PREPARED ||
    !/^(?:select|insert|update|with)/.test(text) ||
    ALL_COLUMNS.test(text)
  )
    return {};
  const name = createHash("sha256").update(text).digest("hex").slice(0, 32);
  names.set(text, name);
  return { name };
}

/** SQLSTATE classes of what passes: resources, locks and time-outs, a server that stops or only reads, its disk. */
const PASSING = /^(?:08|40|53|55P03|57|58|25006)/;
/** Those after which there is no connection. */
const LOST = /^(?:08|57P|25P03)/;

/** What is told of an error: nothing of the rows that it is about. */
export function toldOf(error: unknown): Error {
  if (!(error instanceof DatabaseError)) return new ConnectionLostError(error);
  if (LOST.test(error.code ?? "")) return new ConnectionLostError(error);
  if (PASSING.test(error.code ?? "")) return new DatabaseUnavailableError(error);
  return Object.assign(error, { detail: undefined, where: undefined });
}

function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join("; ");
  return cause instanceof Error ? cause.message : String(cause);
}
