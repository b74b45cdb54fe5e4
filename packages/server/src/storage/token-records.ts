import { sql } from "kysely";
import type { Role, ServiceRole, TokenAccess } from "../core/policy.ts";
import type { TokenRecord } from "../core/verdict.ts";
import { isActive } from "./active-tokens.ts";
import type { Db } from "./open.ts";
import type { Page } from "./page.ts";
import { after } from "./page.ts";
import { prepared } from "./prepared.ts";
import { PROJECT_COLUMNS, projectOf } from "./projects.ts";
import { HOLDER, TOKEN_KEYS } from "./token-keys.ts";
import { CHECKED_TOKEN_COLUMNS, checkedTokenOf } from "./tokens.ts";

/** Everything a check needs to know of the value with this digest, and the revision it was true at: one statement. */
export async function findTokenRecord(
  db: Db,
  digest: Uint8Array,
): Promise<{ record: TokenRecord; revision: number } | undefined> {
  const [row] = await selectByDigest(db, { digest });
  return row && { record: recordOf(row), revision: row.revision };
}

const selectByDigest = prepared<{ digest: Uint8Array }, RecordRow>((db, value) =>
  selectRecords(tokensFirst(db)).where("v.digest", "=", value("digest")).compile(),
);

/** A stored value by its digest (hex), with what a check needs to know of it. */
export interface StoredValue {
  digest: string;
  record: TokenRecord;
}

/** So many tokens of a project are put in order at each page; of more, all stored values are walked instead. */
const QUICKLY_SORTED = 20_000;

/**
 * The values of a project in the order of their digests, and the revision they were read at: one statement. The walk
 * ends with the page, however many values come after it; where few of very many are the project's it would be long.
 */
export async function listValues(
  projectId: string,
  db: Db,
  { after, limit }: { after: string; limit: number },
): Promise<{ values: StoredValue[]; revision: number | undefined }> {
  const isLarge = await hasMoreTokens(projectId, db, QUICKLY_SORTED);
  const rows = await selectRecords(isLarge ? valuesFirst(db) : tokensFirst(db))
    .where("t.project_id", "=", projectId)
    .where("v.digest", ">", Buffer.from(after, "hex"))
    .orderBy("v.digest")
    .limit(limit)
    .execute();
  return { values: valuesOf(rows), revision: rows[0]?.revision };
}

async function hasMoreTokens(projectId: string, db: Db, than: number): Promise<boolean> {
  const next = await db
    .selectFrom("tokens")
    .select("project_id")
    .where("project_id", "=", projectId)
    .limit(1)
    .offset(than)
    .executeTakeFirst();
  return next !== undefined;
}

/** The values with these digests and those of these holders, no more than `limit` of either; each by its own index. */
export async function findValues(
  projectId: string,
  db: Db,
  { digests, holders, limit }: { digests: readonly string[]; holders: readonly string[]; limit: number },
): Promise<{ values: StoredValue[]; revision: number }> {
  const ofProject = (values: ReturnType<typeof tokensFirst>) =>
    selectRecords(values).where("t.project_id", "=", projectId).limit(limit);
  const bytes = digests.map((digest) => Buffer.from(digest, "hex"));
  // Of many digests SQLite would take the project's tokens first, all of them.
  const byDigest =
    bytes.length === 0 ? [] : await ofProject(valuesFirst(db)).where("v.digest", "in", bytes).execute();
  const byHolder =
    holders.length === 0
      ? []
      : await ofProject(tokensFirst(db))
          .where(sql<boolean>`${HOLDER} in (${sql.join(holders)})`)
          .execute();
  const rows = [...byDigest, ...byHolder];
  return { values: valuesOf(rows), revision: Math.min(...rows.map(({ revision }) => revision)) };
}

/** All are of the same project, which is read once. */
function valuesOf(rows: readonly RecordRow[]): StoredValue[] {
  const project = rows[0] && projectOf(rows[0]);
  return rows.map((row) => {
    return { digest: Buffer.from(row.digest).toString("hex"), record: recordOf(row, project) };
  });
}

/** What a check knows of every active token of a project, by its current value. */
export async function listActiveRecords(projectId: string, db: Db, nowMs: number): Promise<TokenRecord[]> {
  const rows = await selectRecords(tokensFirst(db))
    .where("t.project_id", "=", projectId)
    .whereRef("v.version", "=", "t.version")
    .where(isActive(nowMs))
    .execute();
  return valuesOf(rows).map(({ record }) => record);
}

/** Which ends of tokens are looked for: later than an instant, and up to another. */
export interface EndingTokens {
  afterMs: number;
  untilMs: number;
  /** Only of tokens that have lived for longer than that before the last so many ms of their life. */
  lastMs: number;
  /** None of whom somebody was told already, so many days before the end or less. */
  days: number;
  /** Those that come after the page before. */
  page: Page;
}

/** What a check knows of tokens of a project that end, are not revoked, and of which nobody was told yet, in their order. */
export async function listEndingRecords(
  projectId: string,
  db: Db,
  { afterMs, untilMs, lastMs, days, page }: EndingTokens,
): Promise<TokenRecord[]> {
  const { expiresAt } = TOKEN_KEYS;
  const rows = await selectRecords(tokensFirst(db))
    .where("t.project_id", "=", projectId)
    .whereRef("v.version", "=", "t.version")
    .where("t.revoked_at", "is", null)
    .where(sql<boolean>`${expiresAt} > ${afterMs} and ${expiresAt} <= ${untilMs}`)
    .where(sql<boolean>`t.created_at < ${expiresAt} - ${lastMs}`)
    .where(
      sql<boolean>`not exists (select 1 from expiry_notices as n
        where n.token_id = t.id and n.expires_at = t.expires_at and n.days <= ${days})`,
    )
    .$if(page.after !== undefined, (query) => query.where(after(expiresAt, sql`t.id`, page)))
    .orderBy(expiresAt)
    .orderBy("t.id")
    .limit(page.limit)
    .execute();
  return valuesOf(rows).map(({ record }) => record);
}

function tokensFirst(db: Db) {
  return db.selectFrom("tokens as t").innerJoin("token_versions as v", "v.token_id", "t.id");
}

/** Crossed, since SQLite keeps the order of such joins. */
function valuesFirst(db: Db): ReturnType<typeof tokensFirst> {
  return db.selectFrom("token_versions as v").crossJoin("tokens as t").whereRef("v.token_id", "=", "t.id");
}

function selectRecords(values: ReturnType<typeof tokensFirst>) {
  return values
    .leftJoin("users as u", "u.id", "t.user_id")
    .leftJoin("service_accounts as s", "s.id", "t.service_account_id")
    .innerJoin("projects as p", "p.id", "t.project_id")
    .leftJoin("members as m", (join) =>
      join.onRef("m.project_id", "=", "t.project_id").onRef("m.user_id", "=", "t.user_id"),
    )
    .innerJoin("revision as r", (join) => join.onTrue())
    .select(PROJECT_COLUMNS)
    .select(CHECKED_TOKEN_COLUMNS)
    .select([
      "r.n as revision",
      "v.digest",
      "v.valid_until",
      "v.ended",
      "m.role as member_role",
      "m.token_access",
      "m.active as member_active",
      "s.role as service_role",
      "s.active as service_active",
    ]);
}

type RecordRow = Awaited<ReturnType<ReturnType<typeof selectRecords>["executeTakeFirstOrThrow"]>>;

function recordOf(row: RecordRow, project = projectOf(row)): TokenRecord {
  return {
    digest: row.digest,
    token: checkedTokenOf(row),
    validUntilMs: row.ended === 1 ? 0 : row.valid_until,
    project,
    holder: row.user_id === null ? serviceHolder(row) : userHolder(row),
  };
}

function serviceHolder(row: { service_role: ServiceRole | null; service_active: number | null }) {
  return {
    type: "serviceAccount" as const,
    active: row.service_active === 1,
    role: row.service_role ?? "member",
  };
}

/** Whoever is no member (any more) holds nothing. */
function userHolder(row: {
  member_role: Role | null;
  member_active: number | null;
  token_access: TokenAccess | null;
}) {
  return {
    type: "user" as const,
    active: row.member_active === 1,
    role: row.member_role ?? "member",
    tokenAccess: row.token_access ?? "deny",
  };
}
