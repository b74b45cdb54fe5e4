import type { Operations } from "@tokenhouse/sdk/client";
import { readTexts } from "../../search-params.ts";

/** What of the log is wanted; it stands in the address bar. Days are the reader's own, from the first to the last. */
export interface AuditFilter {
  actor?: string;
  event?: string;
  tokenId?: string;
  from?: string;
  to?: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const SHAPES: Required<Record<keyof AuditFilter, RegExp>> = {
  actor: UUID,
  event: /^[a-z_]+(?:\.[a-z_]+)?$/,
  tokenId: UUID,
  from: /^\d{4}-\d{2}-\d{2}$/,
  to: /^\d{4}-\d{2}-\d{2}$/,
};

/** Keeps of the address bar's search what the log understands. */
export function readAuditFilter(search: Record<string, unknown>): AuditFilter {
  const texts = Object.entries(readTexts(search, "actor", "event", "tokenId", "from", "to"));
  return Object.fromEntries(texts.filter(([name, text]) => SHAPES[name as keyof AuditFilter].test(text)));
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The filter as the server is asked. */
export function auditQueryOf({ from, to, ...filter }: AuditFilter): Operations["exportAuditJson"]["query"] {
  return {
    ...filter,
    ...(from !== undefined && { after: startOfDay(from, 0) }),
    ...(to !== undefined && { before: startOfDay(to, 1) }),
  };
}

/** The instant at which a day begins here, or the one so many days later. */
function startOfDay(date: string, daysLater: number): string {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return new Date(year, month - 1, day + daysLater).toISOString();
}
