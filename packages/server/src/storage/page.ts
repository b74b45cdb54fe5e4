import type { RawBuilder } from "kysely";
import { sql } from "kysely";

/** Where a page of a list begins and how long it is. */
export interface Page {
  /** Sort key and id of the last row of the page before. */
  after?: readonly [string | number, string | number] | undefined;
  descending?: boolean;
  limit: number;
}

/**
 * The condition that a row comes after the page before: a comparison of pairs, so that equal keys skip nothing. The key
 * stands there once more by itself, because SQLite seeks no index on an expression by a pair.
 */
export function after(key: RawBuilder<unknown>, id: RawBuilder<unknown>, page: Page): RawBuilder<boolean> {
  const compare = sql.raw(page.descending ? "<" : ">");
  const [lastKey, lastId] = page.after ?? [];
  return sql<boolean>`(${key} ${compare}= ${lastKey} and (${key}, ${id}) ${compare} (${lastKey}, ${lastId}))`;
}

/** The condition that a text contains another, whatever the case; `%` and `_` mean themselves. */
export function containing(text: RawBuilder<unknown>, part: string): RawBuilder<boolean> {
  return like(sql`lower(${text})`, part.toLowerCase());
}

/** The same where both are in lower case already. */
export function like(text: RawBuilder<unknown>, part: string): RawBuilder<boolean> {
  return sql<boolean>`${text} like ${`%${literally(part)}%`} escape '\\'`;
}

/** The condition that a text begins with another; `%` and `_` mean themselves. */
export function beginning(text: RawBuilder<unknown>, part: string): RawBuilder<boolean> {
  return sql<boolean>`${text} like ${`${literally(part)}%`} escape '\\'`;
}

function literally(part: string): string {
  return part.replace(/[\\%_]/g, String.raw`\$&`);
}
