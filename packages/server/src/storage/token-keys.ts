import type { RawBuilder } from "kysely";
import { sql } from "kysely";

/** Later than any instant: the expiry of what never expires. */
export const NEVER_MS = Number.MAX_SAFE_INTEGER;

export type TokenSort = "createdAt" | "expiresAt" | "lastUsedAt" | "name";

/**
 * What lists sort tokens, as `t`, by: one that never expires comes after every other, one never used before all that
 * were. Word for word the expressions of the indexes; conditions on times use them, too, so that an index serves both.
 */
export const TOKEN_KEYS: Record<TokenSort, RawBuilder<string | number>> = {
  createdAt: sql`t.created_at`,
  expiresAt: sql`coalesce(t.expires_at, ${sql.lit(NEVER_MS)})`,
  lastUsedAt: sql`coalesce(t.last_used_at, 0)`,
  name: sql`t.name_sort`,
};

/** Who holds a token, as `t`, of either type; word for word as in the indexes. */
export const HOLDER = sql`coalesce(t.user_id, t.service_account_id)`;
