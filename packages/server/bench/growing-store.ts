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
  await db.query(IGNORE_INDEXES);
  const own = { id: ID, name: NAME, name_sort: NAME, search_text: NAME };
  await copyRows(db, { table: "tokens", column: "id", own }, [tokenId, from, to]);
  const ofVersion = {
    token_id: ID,
    digest: "coalesce(known.digest, sha256(convert_to('nobody knows ' || n, 'UTF8')))",
  };
  await copyRows(db, { table: "token_versions", column: "token_id", own: ofVersion }, [tokenId, from, to]);
  for (const table of TABLES) await db.query(`reindex table ${table}`);
  await db.query("drop table known");
  await db.query(`vacuum (analyze) ${TABLES.join()}`);
  await db.query("checkpoint");
  return known;
}

const ID = "md5('token ' || n)::uuid::text";
const NAME = "'orders ' || n";

const TABLES = ["tokens", "token_versions"];

/** Until they are made anew: that is far quicker than to keep them at every row. */
const IGNORE_INDEXES = `update pg_index set indisready = false, indisvalid = false
  where indrelid in (${TABLES.map((table) => `'${table}'::regclass`).join()})`;

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
  await db.query(`create temporary table model as select * from ${table} where ${column} = '${tokenId}'`);
  await db.query(
    `insert into ${table} (${columns}) select ${values} from model t
     cross join generate_series($1::bigint, $2::bigint - 1) n left join known using (n)`,
    [from, to],
  );
  await db.query("drop table model");
}
