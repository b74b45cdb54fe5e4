import { DAY_MS } from "../core/limits.ts";
import type { Origin } from "../storage/audit-rows.ts";
import type { StoredEvent } from "../storage/audit.ts";
import type { AddressUses } from "../storage/token-uses.ts";
import { dayOf, listUseAddresses, listUseDays } from "../storage/token-uses.ts";
import type { TokenVersion } from "../storage/token-versions.ts";
import { listVersions } from "../storage/token-versions.ts";
import type { Caller, Service } from "./context.ts";
import { isAdministrator } from "./context.ts";
import { listAuditEvents } from "./list-audit-events.ts";
import type { PageQuery } from "./page.ts";
import { getVisibleToken } from "./token-access.ts";

/** The values that a token has had, newest first. */
export async function listTokenVersions(
  { db }: Service,
  caller: Caller,
  tokenId: string,
): Promise<TokenVersion[]> {
  await getVisibleToken(caller, db, tokenId);
  return listVersions(caller.project.id, db, tokenId);
}

/** What happened to a token, newest first, for whoever may see it. */
export async function listTokenEvents(
  service: Service,
  caller: Caller,
  { tokenId, ...page }: PageQuery & { tokenId: string },
): ReturnType<typeof listAuditEvents> {
  await getVisibleToken(caller, service.db, tokenId);
  const { items, ...rest } = await listAuditEvents(service, caller, { ...page, filter: { tokenId } });
  return { ...rest, items: items.map((event) => withoutOthersOrigin(caller, event)) };
}

/** From where somebody else acted is the administrators' business. */
function withoutOthersOrigin(caller: Caller, event: StoredEvent): StoredEvent {
  const isOwn = event.actor.id === caller.principal.id;
  if (isOwn || isAdministrator(caller)) return event;
  const origin: Origin = { ...event.origin, tokenId: null, ip: "", userAgent: "", requestId: "" };
  // A hash over what is not told proves nothing to them.
  return { ...event, origin, leafIndex: null, leafHash: null };
}

export interface TokenUsage {
  total: number;
  days: { startMs: number; uses: number }[];
  addresses: (AddressUses & { ip: string })[];
}

/** How often a token was used on each of the last days, today included, and from where. */
export async function getTokenUsage(
  { db, now }: Service,
  caller: Caller,
  { tokenId, days: count }: { tokenId: string; days: number },
): Promise<TokenUsage> {
  await getVisibleToken(caller, db, tokenId);
  const fromDay = dayOf(now()) - count + 1;
  const [used, addresses] = await Promise.all([
    listUseDays(caller.project.id, db, { tokenId, fromDay }),
    listUseAddresses(caller.project.id, db, tokenId),
  ]);
  const usesOf = new Map(used.map(({ day, uses }) => [day, uses]));
  const days = Array.from({ length: count }, (_, n) => ({
    startMs: (fromDay + n) * DAY_MS,
    uses: usesOf.get(fromDay + n) ?? 0,
  }));
  return { total: days.reduce((sum, { uses }) => sum + uses, 0), days, addresses };
}
