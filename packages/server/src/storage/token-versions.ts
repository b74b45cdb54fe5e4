import type { Db } from "./open.ts";

/** One value that a token has or had: rotation begins another. */
export interface TokenVersion {
  version: number;
  createdAtMs: number;
  /** When it ends, or ended; null = it is the current one. */
  validUntilMs: number | null;
}

/** All versions of a project's token, newest first. */
export async function listVersions(projectId: string, db: Db, tokenId: string): Promise<TokenVersion[]> {
  const rows = await db
    .selectFrom("token_versions as v")
    .innerJoin("tokens as t", "t.id", "v.token_id")
    .select(["v.version", "v.created_at", "v.valid_until"])
    .where("t.project_id", "=", projectId)
    .where("v.token_id", "=", tokenId)
    .orderBy("v.version", "desc")
    .execute();
  return rows.map((row) => ({
    version: row.version,
    createdAtMs: row.created_at,
    validUntilMs: row.valid_until,
  }));
}
