import { invalidField } from "../core/errors.ts";
import type { Token, TokenStatus } from "../core/token.ts";
import type { TokenSort } from "../storage/tokens.ts";
import { countTokens, listTokens as readTokens } from "../storage/tokens.ts";
import type { Caller, Service } from "./context.ts";
import { digestSecret } from "./context.ts";

export interface TokenQuery {
  status?: TokenStatus | undefined;
  search?: string | undefined;
  sort: TokenSort | `-${TokenSort}`;
  limit: number;
  cursor?: string | undefined;
}

/** The caller's own tokens, a page at a time. */
export async function listTokens(
  service: Service,
  caller: Caller,
  query: TokenQuery,
): Promise<{ items: Token[]; nextCursor: string | null; total: number }> {
  const { status, search, sort, limit } = query;
  const filter = { holder: caller.principal, status, search, nowMs: service.now() };
  const context = digestSecret(
    JSON.stringify([caller.project.id, caller.principal.id, status, search, sort]),
  );
  const page = {
    sort: sort.replace("-", "") as TokenSort,
    descending: sort.startsWith("-"),
    after: query.cursor === undefined ? undefined : readCursor(query.cursor, context),
    limit: limit + 1,
  };
  const [rows, total] = await Promise.all([
    readTokens(caller.project.id, service.db, { filter, page }),
    countTokens(caller.project.id, service.db, filter),
  ]);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map((row) => row.token),
    nextCursor: last ? writeCursor([last.sortKey, last.token.id], context) : null,
    total,
  };
}

type Position = readonly [string | number, string];

/** A cursor names a position and the list it belongs to, so that one of another list is noticed. */
function writeCursor(position: Position, context: Uint8Array): string {
  return Buffer.from(JSON.stringify([...position, seal(position, context)])).toString("base64url");
}

function readCursor(cursor: string, context: Uint8Array): Position {
  const parsed = parseJson(Buffer.from(cursor, "base64url").toString());
  if (Array.isArray(parsed) && parsed.length === 3) {
    const [key, id, sealed] = parsed as unknown[];
    const isPosition = (typeof key === "string" || typeof key === "number") && typeof id === "string";
    if (isPosition && sealed === seal([key, id], context)) return [key, id];
  }
  throw invalidField("cursor", "is not a nextCursor of this list with these filters and this sort");
}

function seal(position: Position, context: Uint8Array): string {
  return Buffer.from(digestSecret(JSON.stringify([position, Buffer.from(context).toString("hex")])))
    .toString("base64url")
    .slice(0, 16);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
