import type SQLite from "better-sqlite3";
import type { Act } from "./book.ts";

export interface Version {
  version: number;
  digest: string;
}

/** What a file holds, as far as the writers changed it. */
export interface Contents {
  /** The number of the last change. */
  revision: number;
  /** By the token's id: what the audit log says was done to it. */
  acts: Map<string, Act[]>;
  /** By the token's name: its id, from the audit log. */
  created: Map<string, string>;
  tokens: Map<string, { version: number; isRevoked: boolean }>;
  /** By the token's id, in their order. */
  versions: Map<string, Version[]>;
  /** How many Idempotency-Keys stand for a token. */
  keys: Map<string, number>;
  events: { revision: number; tokenId: string | null }[];
  /** By revision: whose rights it changed. */
  changes: Map<number, string[]>;
  /** The maximum lifetime, as often as it was changed, and as it is. */
  settings: number[];
  maxLifetimeDays: number;
}

interface Event {
  event: string;
  revision: number | null;
  tokenId: string | null;
  name: string;
  maxLifetimeDays: number | null;
}

/** What a file holds; where it is not even what a server makes of it when it starts, what is wrong. */
export function readContents(database: SQLite.Database): Contents | string[] {
  try {
    return readTables(database);
  } catch (error) {
    return [`the file cannot be read: ${String(error)}`];
  }
}

function readTables(database: SQLite.Database): Contents {
  const rows = <T>(sql: string) => database.prepare(sql).all() as T[];
  const number = (sql: string) => database.prepare(sql).pluck().get() as number;
  const events = rows<Event>(
    `select event, revision, token_id as tokenId, detail ->> 'name' as name,
       detail ->> '$.after.maxLifetimeDays' as maxLifetimeDays from audit_events order by seq`,
  );
  const acts = new Map<string, Act[]>();
  for (const { event, tokenId } of events) {
    if (tokenId !== null) add(acts, tokenId, event.replace("token.", "") as Act);
  }
  const versions = new Map<string, Version[]>();
  for (const { tokenId, ...version } of rows<Version & { tokenId: string }>(
    "select token_id as tokenId, version, lower(hex(digest)) as digest from token_versions order by version",
  )) {
    add(versions, tokenId, version);
  }
  const changes = new Map<number, string[]>();
  for (const { revision, ref } of rows<{ revision: number; ref: string }>(
    "select revision, ref from change_log",
  )) {
    add(changes, revision, ref);
  }
  return {
    revision: number("select n from revision"),
    acts,
    created: new Map(
      events.flatMap(({ event, tokenId, name }) =>
        event === "token.created" && tokenId ? [[name, tokenId]] : [],
      ),
    ),
    tokens: new Map(
      rows<{ id: string; version: number; isRevoked: number }>(
        "select id, version, revoked_at is not null as isRevoked from tokens",
      ).map(({ id, version, isRevoked }) => [id, { version, isRevoked: isRevoked === 1 }]),
    ),
    versions,
    keys: new Map(
      rows<{ tokenId: string; n: number }>(
        "select token_id as tokenId, count(*) as n from idempotency_keys group by token_id",
      ).map(({ tokenId, n }) => [tokenId, n]),
    ),
    events: events.flatMap(({ revision, tokenId }) => (revision === null ? [] : [{ revision, tokenId }])),
    changes,
    settings: events.flatMap(({ maxLifetimeDays }) => maxLifetimeDays ?? []),
    maxLifetimeDays: number("select max_lifetime_days from projects"),
  };
}

function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
