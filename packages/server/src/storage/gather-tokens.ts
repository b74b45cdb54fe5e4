import { sql } from "kysely";
import type { Token } from "../core/token.ts";
import type { Db } from "./open.ts";
import { after } from "./page.ts";
import { matching } from "./token-filter.ts";
import { TOKEN_KEYS } from "./token-keys.ts";
import type { ListedToken, TokenList } from "./token-lists.ts";
import { selectTokens, tokenOf } from "./tokens.ts";

/** So many can be gathered and sorted as quickly as a page of them is read. */
const FEW = 2000;

/**
 * A page of tokens and the number of all, in one pass over what the filter leaves: quick where that is little, which
 * following the order might look for in vain. Answers undefined where more than `few` are left.
 */
export async function gatherTokens(
  projectId: string,
  db: Db,
  { few = FEW, ...list }: TokenList & { few?: number },
): Promise<{ rows: ListedToken[]; total: number } | undefined> {
  const found = await findFew(projectId, db, { ...list, few });
  const total = Number(found[0]?.total ?? 0);
  if (total > few) return undefined;
  const ids = found.flatMap(({ id }) => id ?? []);
  const rows = ids.length === 0 ? [] : await selectTokens(db).where("t.id", "in", ids).execute();
  const tokens = new Map(rows.map((row) => [row.token_id, tokenOf(row)]));
  return { total, rows: found.flatMap(({ id, sort_key }) => listed(tokens.get(id ?? ""), sort_key)) };
}

/** The number of all and the ids of the page, in its order; one row without an id where the page is empty. */
function findFew(projectId: string, db: Db, { filter, page, sort, few }: TokenList & { few: number }) {
  const key = TOKEN_KEYS[sort];
  const direction = page.descending ? "desc" : "asc";
  return db
    .with(
      (cte) => cte("found").materialized(),
      (query) =>
        query
          .selectFrom("tokens as t")
          .select("t.id")
          .where(matching(projectId, filter))
          .limit(few + 1),
    )
    .with("page", (query) =>
      query
        .selectFrom("found as f")
        .innerJoin("tokens as t", "t.id", "f.id")
        .select(["t.id", key.as("sort_key")])
        // Known before any row is looked at: too many are not sorted only to be left.
        .where(sql<boolean>`(select count(*) from found) <= ${few}`)
        .$if(page.after !== undefined, (rows) => rows.where(after(key, sql`t.id`, page)))
        .orderBy("sort_key", direction)
        .orderBy("t.id", direction)
        .limit(page.limit),
    )
    .selectFrom((eb) =>
      eb.selectFrom("found").select(eb.fn.countAll<number | string>().as("total")).as("all"),
    )
    .leftJoin("page", (join) => join.onTrue())
    .select(["all.total", "page.id", "page.sort_key"])
    .orderBy("page.sort_key", direction)
    .orderBy("page.id", direction)
    .execute();
}

/** One that has been deleted since is left out. */
function listed(token: Token | undefined, sortKey: string | number | null): ListedToken[] {
  return token && sortKey !== null ? [{ token, sortKey }] : [];
}
