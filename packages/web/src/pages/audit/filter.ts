import type { Operations } from "@tokenhouse/sdk/client";
import { type Day, isDay, startOf } from "../../days.ts";
import { readTexts } from "../../search-params.ts";

/** What of the log is wanted; it stands in the address bar. Days are the reader's own, from the first to the last. */
export interface AuditFilter {
  actor?: string;
  event?: string;
  tokenId?: string;
  from?: Day;
  to?: Day;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const EVENT = /^[a-z_]+(?:\.[a-z_]+)?$/;

const RULES: Record<keyof AuditFilter, (text: string) => boolean> = {
  actor: isUuid,
  event: (text) => EVENT.test(text),
  tokenId: isUuid,
  from: isDay,
  to: isDay,
};

/** Keeps of the address bar's search what the log understands. */
export function readAuditFilter(search: Record<string, unknown>): AuditFilter {
  const texts = Object.entries(readTexts(search, "actor", "event", "tokenId", "from", "to"));
  return Object.fromEntries(texts.filter(([name, text]) => RULES[name as keyof AuditFilter](text)));
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The filter as the server is asked. */
export function auditQueryOf({ from, to, ...filter }: AuditFilter): Operations["exportAuditJson"]["query"] {
  return {
    ...filter,
    ...(from !== undefined && { after: startOf(from) }),
    ...(to !== undefined && { before: startOf(to, 1) }),
  };
}
