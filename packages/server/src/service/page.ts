import { invalidField } from "../core/errors.ts";
import { parseJson } from "../core/json.ts";
import type { Page } from "../storage/page.ts";
import { digestSecret } from "./context.ts";

type Key = string | number;
type Position = readonly [Key, Key];

/** What the keys of a list's positions are. */
type Kinds = readonly ["string" | "number", "string" | "number"];

/** A list that is read a page at a time. */
export interface PagedList<Row> {
  /** What the list is of: project, filters, sort. A cursor of another list is refused. */
  context: unknown;
  descending?: boolean;
  read: (page: Page) => Promise<Row[]>;
  positionOf: (row: Row) => Position;
  kinds: Kinds;
  count: () => Promise<number>;
  /** Both at once, where that is quicker; undefined where it is not. */
  readCounted?: (page: Page) => Promise<{ rows: Row[]; total: number } | undefined>;
}

export interface PageQuery {
  limit: number;
  cursor?: string | undefined;
}

export async function readPage<Row>(
  { limit, cursor }: PageQuery,
  list: PagedList<Row>,
): Promise<{ items: Row[]; nextCursor: string | null; total: number }> {
  const context = digestSecret(JSON.stringify(list.context));
  const after = cursor === undefined ? undefined : readCursor(cursor, context, list.kinds);
  // One row more than asked for tells whether there is another page.
  const page = { after, descending: list.descending ?? false, limit: limit + 1 };
  const { rows, total } = (await list.readCounted?.(page)) ?? (await readAndCount(list, page));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit),
    nextCursor: last ? writeCursor(list.positionOf(last), context) : null,
    total,
  };
}

async function readAndCount<Row>(
  { read, count }: PagedList<Row>,
  page: Page,
): Promise<{ rows: Row[]; total: number }> {
  const [rows, total] = await Promise.all([read(page), count()]);
  return { rows, total };
}

const ALL_AT_ONCE = 1000;

/** Every row of a list, for an export. */
export async function readAll<Row>(
  list: Pick<PagedList<Row>, "descending" | "read" | "positionOf">,
): Promise<Row[]> {
  const all: Row[] = [];
  let after: Position | undefined;
  for (;;) {
    const rows = await list.read({ after, descending: list.descending ?? false, limit: ALL_AT_ONCE });
    all.push(...rows);
    const last = rows.at(-1);
    if (!last || rows.length < ALL_AT_ONCE) return all;
    after = list.positionOf(last);
  }
}

/** A cursor names a position and the list it belongs to. */
function writeCursor(position: Position, context: Uint8Array): string {
  return Buffer.from(JSON.stringify([...position, seal(position, context)])).toString("base64url");
}

/** Anybody can seal a cursor of their own lists. It then names a position, and never what no database can compare. */
function readCursor(cursor: string, context: Uint8Array, kinds: Kinds): Position {
  const parsed = parseJson(Buffer.from(cursor, "base64url").toString());
  if (Array.isArray(parsed) && parsed.length === 3) {
    const [key, id, sealed] = parsed as unknown[];
    if (isKey(key, kinds[0]) && isKey(id, kinds[1]) && sealed === seal([key, id], context)) return [key, id];
  }
  throw invalidField("cursor", "is not a nextCursor of this list with these filters and this sort");
}

function isKey(value: unknown, kind: Kinds[number]): value is Key {
  return kind === "string" ? typeof value === "string" : Number.isSafeInteger(value);
}

function seal(position: Position, context: Uint8Array): string {
  return Buffer.from(digestSecret(JSON.stringify([position, Buffer.from(context).toString("hex")])))
    .toString("base64url")
    .slice(0, 16);
}
