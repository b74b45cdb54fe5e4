import type { Client } from "pg";
import { digestOf } from "./values.ts";

/** So many of the tokens that one step adds have the values of `valueOf`; of the others nobody knows a value. */
const KNOWN_A_STEP = 10_000;

/** Tokens number `from` to `to` in PostgreSQL. */
export interface Step {
  from: number;
  to: number;
}

/** Copies one token as often as a step says. Answers which of the copies have a known value, spread evenly among them. */
export async function addCopies(db: Client, tokenId: string, { from, to }: Step): Promise<number[]> {
  const count = Math.min(KNOWN_A_STEP, to - from);
  const known = Array.from({ length: count }, (_, n) => from + Math.floor((n * (to - from)) / count));
  await db.query("set session_replication_role = replica");
  await db.query("set maintenance_work_mem = '1GB'");
  await db.query("create temporary table known (n bigint primary key, digest bytea)");
  const pairs = known.map((n) => [n, digestOf(n).toString("hex")]);
  await db.query(
    "insert into known select (pair ->> 0)::bigint, decode(pair ->> 1, 'hex') from jsonb_array_elements($1::jsonb) pair",
    [JSON.stringify(pairs)],
  );
  const indexes = await dropIndexes(db);
  const own = { id: ID, name: NAME, name_sort: NAME, search_text: NAME };
  await copyRows(db, { table: "tokens", column: "id", own }, [tokenId, from, to]);
  const ofVersion = {
    token_id: ID,
    digest: "coalesce(known.digest, sha256(convert_to('nobody knows ' || n, 'UTF8')))",
  };
  await copyRows(db, { table: "token_versions", column: "token_id", own: ofVersion }, [tokenId, from, to]);
  for (const definition of indexes) await db.query(definition);
  await db.query("drop table known");
  await db.query("vacuum (analyze) tokens, token_versions");
  await db.query("checkpoint");
  return known;
}

const ID = "md5('token ' || n)::uuid::text";
const NAME = "'orders ' || n";

/** Indexes are quicker made at the end than kept at every row. */
async function dropIndexes(db: Client): Promise<string[]> {
  const { rows } = await db.query<{ name: string; definition: string }>(
    `select i.indexname as name, i.indexdef as definition from pg_indexes i
     where i.tablename in ('tokens', 'token_versions')
       and not exists (select from pg_constraint where conname = i.indexname)`,
  );
  for (const { name } of rows) await db.query(`drop index "${name}"`);
  return rows.map(({ definition }) => definition);
}

/** Row by row as the server wrote them, but for what is a token's own. */
async function copyRows(
  db: Client,
  { table, column, own }: { table: string; column: string; own: Record<string, string> },
  [tokenId, from, to]: [string, number, number],
): Promise<void> {
  const { rows } = await db.query<{ name: string }>(
    "select column_name as name from information_schema.columns where table_name = $1 and table_schema = 'public'",
    [table],
  );
  const columns = rows.map(({ name }) => `"${name}"`).join();
  const values = rows.map(({ name }) => own[name] ?? `t."${name}"`).join();
  await db.query(
    `insert into ${table} (${columns}) select ${values} from ${table} t
     cross join generate_series($2::bigint, $3::bigint - 1) n left join known using (n) where t.${column} = $1`,
    [tokenId, from, to],
  );
}
