import { sql } from "kysely";
import type { RateLimit } from "../core/rate-limit.ts";
import type { Principal, Token } from "../core/token.ts";
import type { CheckedToken } from "../core/verdict.ts";
import { logTokenChange, logValueChange } from "./change-log.ts";
import { rowsOf } from "./dialect.ts";
import { noteNarrowing } from "./narrowing.ts";
import type { Db, Trx } from "./open.ts";
import { prepared, preparedInsert } from "./prepared.ts";

/** The columns of a token together with its holder's. */
export function selectTokens(db: Db) {
  return selectCheckedTokens(db)
    .select([
      "t.description",
      "t.hint",
      "t.version",
      "t.created_by",
      "t.revoke_reason",
      "t.last_used_at",
      "t.last_used_ip",
      "t.last_used_user_agent",
      "t.last_used_by",
    ])
    .select((eb) =>
      eb
        .selectFrom("token_versions as o")
        .select((over) => over.fn.max("o.valid_until").as("until"))
        .whereRef("o.token_id", "=", "t.id")
        .where("o.ended", "=", 0)
        .as("overlap_ends_at"),
    );
}

function selectCheckedTokens(db: Db) {
  return db
    .selectFrom("tokens as t")
    .leftJoin("users as u", "u.id", "t.user_id")
    .leftJoin("service_accounts as s", "s.id", "t.service_account_id")
    .select(CHECKED_TOKEN_COLUMNS);
}

/** The columns of what a check needs to know of a token and its holder. */
export const CHECKED_TOKEN_COLUMNS = [
  "u.name as user_name",
  "s.name as service_account_name",
  "u.email as holder_email",
  "t.id as token_id",
  "t.project_id",
  "t.user_id",
  "t.service_account_id",
  "t.name as token_name",
  "t.scopes",
  "t.ip_allow_list",
  "t.rate_limit",
  "t.created_at as token_created_at",
  "t.expires_at",
  "t.revoked_at",
] as const;

type RowOf<Q extends { executeTakeFirstOrThrow: () => unknown }> = Awaited<
  ReturnType<Q["executeTakeFirstOrThrow"]>
>;

type TokenRow = RowOf<ReturnType<typeof selectTokens>>;

export function tokenOf(row: TokenRow): Token {
  return {
    ...checkedTokenOf(row),
    description: row.description,
    hint: row.hint,
    version: row.version,
    overlapEndsAtMs: row.overlap_ends_at,
    createdBy: JSON.parse(row.created_by) as Principal,
    lastUsedAtMs: row.last_used_at,
    lastUsedIp: row.last_used_ip,
    lastUsedUserAgent: row.last_used_user_agent,
    lastUsedBy: row.last_used_by,
    revokeReason: row.revoke_reason,
  };
}

type CheckedRow = RowOf<ReturnType<typeof selectCheckedTokens>>;

export function checkedTokenOf(row: CheckedRow): CheckedToken {
  return {
    id: row.token_id,
    projectId: row.project_id,
    kind: row.user_id === null ? "service" : "personal",
    name: row.token_name,
    scopes: JSON.parse(row.scopes) as string[],
    ipAllowList: JSON.parse(row.ip_allow_list) as string[],
    rateLimit: row.rate_limit === null ? null : (JSON.parse(row.rate_limit) as RateLimit),
    holder: {
      type: row.user_id === null ? "serviceAccount" : "user",
      id: row.user_id ?? row.service_account_id ?? "",
      name: row.user_name ?? row.service_account_name ?? "",
      email: row.holder_email,
    },
    createdAtMs: row.token_created_at,
    expiresAtMs: row.expires_at,
    revokedAtMs: row.revoked_at,
  };
}

export async function insertToken(
  projectId: string,
  trx: Trx,
  token: Token & { digest: Uint8Array },
): Promise<void> {
  const isUser = token.holder.type === "user";
  await insertTokenRow(trx, {
    id: token.id,
    project_id: projectId,
    user_id: isUser ? token.holder.id : null,
    service_account_id: isUser ? null : token.holder.id,
    name: token.name,
    name_sort: token.name.toLowerCase(),
    description: token.description,
    search_text: searchText(token),
    scopes: JSON.stringify(token.scopes),
    ip_allow_list: JSON.stringify(token.ipAllowList),
    rate_limit: token.rateLimit && JSON.stringify(token.rateLimit),
    version: token.version,
    hint: token.hint,
    created_by: JSON.stringify(token.createdBy),
    created_at: token.createdAtMs,
    expires_at: token.expiresAtMs,
    revoked_at: token.revokedAtMs,
    revoke_reason: token.revokeReason,
    last_used_at: token.lastUsedAtMs,
    last_used_ip: token.lastUsedIp,
    last_used_user_agent: token.lastUsedUserAgent,
    last_used_by: token.lastUsedBy,
  });
  await insertVersionRow(trx, {
    digest: token.digest,
    token_id: token.id,
    version: token.version,
    created_at: token.createdAtMs,
    valid_until: null,
  });
  await logValueChange(projectId, trx, token.digest);
}

const insertTokenRow = preparedInsert("tokens");
const insertVersionRow = preparedInsert("token_versions");

export async function findToken(projectId: string, db: Db, tokenId: string): Promise<Token | undefined> {
  const [row] = await selectById(db, { projectId, tokenId });
  return row && tokenOf(row);
}

const selectById = prepared<{ projectId: string; tokenId: string }, TokenRow>((db, value) =>
  selectTokens(db)
    .where("t.project_id", "=", value("projectId"))
    .where("t.id", "=", value("tokenId"))
    .compile(),
);

/** A token, if this is who holds it. */
export async function findHeldToken(
  projectId: string,
  db: Db,
  held: { tokenId: string; holderId: string },
): Promise<Token | undefined> {
  const [row] = await selectHeld(db, { projectId, ...held });
  return row && tokenOf(row);
}

const selectHeld = prepared<{ projectId: string; tokenId: string; holderId: string }, TokenRow>((db, value) =>
  selectTokens(db)
    .where("t.project_id", "=", value("projectId"))
    .where("t.id", "=", value("tokenId"))
    .where((where) =>
      where.or([
        where("t.user_id", "=", value("holderId")),
        where("t.service_account_id", "=", value("holderId")),
      ]),
    )
    .compile(),
);

/** Which of these tokens are the project's. */
export async function findTokenIds(
  projectId: string,
  db: Db,
  tokenIds: readonly string[],
): Promise<string[]> {
  // A condition on the project would have SQLite walk all of its tokens.
  const rows = await db
    .selectFrom("tokens")
    .select(["id", "project_id"])
    .where(
      "id",
      "in",
      sql<string>`(select value ->> 0 from ${rowsOf(
        db,
        tokenIds.map((id) => [id]),
      )} as n)`,
    )
    .execute();
  return rows.filter((row) => row.project_id === projectId).map(({ id }) => id);
}

export async function isNameTaken(
  projectId: string,
  trx: Trx,
  { holder, name }: { holder: Pick<Principal, "type" | "id">; name: string },
): Promise<boolean> {
  const select = holder.type === "user" ? selectNameOf.user : selectNameOf.serviceAccount;
  const named = await select(trx, { projectId, holderId: holder.id, name });
  return named.length > 0;
}

const selectNameOf = {
  user: selectingName("user_id"),
  serviceAccount: selectingName("service_account_id"),
};

function selectingName(holder: "user_id" | "service_account_id") {
  return prepared<{ projectId: string; holderId: string; name: string }, { id: string }>((db, value) =>
    db
      .selectFrom("tokens")
      .select("id")
      .where("project_id", "=", value("projectId"))
      .where(holder, "=", value("holderId"))
      .where("name", "=", value("name"))
      .compile(),
  );
}

/** Ends a token. One that is revoked already keeps the time and the reason of the first revocation. */
export async function setRevoked(
  projectId: string,
  trx: Trx,
  { tokenId, atMs, reason }: { tokenId: string; atMs: number; reason: string | null },
): Promise<void> {
  await trx
    .updateTable("tokens")
    .set({ revoked_at: atMs, revoke_reason: reason })
    .where("project_id", "=", projectId)
    .where("id", "=", tokenId)
    .where("revoked_at", "is", null)
    .execute();
  noteNarrowing(trx, { kind: "token", projectId, id: tokenId, valuesEnded: false });
  await logTokenChange(projectId, trx, tokenId);
}

export async function clearRevoked(projectId: string, trx: Trx, tokenId: string): Promise<void> {
  await trx
    .updateTable("tokens")
    .set({ revoked_at: null, revoke_reason: null })
    .where("project_id", "=", projectId)
    .where("id", "=", tokenId)
    .execute();
  await logTokenChange(projectId, trx, tokenId);
}

/** Removes the token and the digests of all its values. */
export async function deleteToken(projectId: string, trx: Trx, tokenId: string): Promise<void> {
  noteNarrowing(trx, { kind: "token", projectId, id: tokenId, valuesEnded: true });
  await logTokenChange(projectId, trx, tokenId);
  await trx.deleteFrom("tokens").where("project_id", "=", projectId).where("id", "=", tokenId).execute();
}

/** Gives the token a new value; the one before works until `overlapEndsAtMs`. */
export async function insertVersion(
  projectId: string,
  trx: Trx,
  version: { token: Token; digest: Uint8Array; hint: string; atMs: number; overlapEndsAtMs: number },
): Promise<void> {
  const { token, digest, hint, atMs, overlapEndsAtMs } = version;
  const before = token.version + 1;
  await endVersions(projectId, trx, { tokenId: token.id, before, atMs, endsAtMs: overlapEndsAtMs });
  const changed = await trx
    .updateTable("tokens")
    .set({
      version: token.version + 1,
      hint,
      search_text: searchText({ ...token, hint }),
    })
    .where("project_id", "=", projectId)
    .where("id", "=", token.id)
    .returning("id")
    .executeTakeFirst();
  if (!changed) throw new Error("A token of another project, or of none, gets no new value");
  await insertVersionRow(trx, {
    digest,
    token_id: token.id,
    version: token.version + 1,
    created_at: atMs,
    valid_until: null,
  });
  await logTokenChange(projectId, trx, token.id);
}

/**
 * Lets every value before a version end at an instant, unless it ends earlier by itself. What ends now is ended for
 * every server, also for one whose clock is behind this one's.
 */
export async function endVersions(
  projectId: string,
  trx: Trx,
  version: { tokenId: string; before: number; atMs: number; endsAtMs: number },
): Promise<void> {
  const { tokenId, before, atMs, endsAtMs } = version;
  const isLater = sql<boolean>`valid_until is null or valid_until > ${endsAtMs}`;
  await trx
    .updateTable("token_versions")
    .set({
      valid_until: sql`case when ${isLater} then ${endsAtMs} else valid_until end`,
      ...(endsAtMs <= atMs && { ended: 1 }),
    })
    .where(
      "token_id",
      "=",
      trx.selectFrom("tokens").select("id").where("project_id", "=", projectId).where("id", "=", tokenId),
    )
    .where("version", "<", before)
    .where("ended", "=", 0)
    .execute();
  noteNarrowing(trx, { kind: "token", projectId, id: tokenId, valuesEnded: true });
  await logTokenChange(projectId, trx, tokenId);
}

function searchText(token: Pick<Token, "name" | "description" | "id" | "hint">): string {
  return [token.name, token.description, token.id, token.hint].join("\n").toLowerCase();
}
