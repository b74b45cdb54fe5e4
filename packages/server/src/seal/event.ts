import type { Hash } from "./merkle.ts";
import { hashLeaf } from "./merkle.ts";

/** An event as the API tells it, with its place in the log. */
export interface SealedEvent {
  id: number;
  at: string;
  event: string;
  revision: number | null;
  tokenId: string | null;
  actor: object;
  origin: object;
  detail: object;
  leafIndex: number;
}

/** The hash of a leaf: of the event's members in canonical JSON (RFC 8785), its place among them. */
export function hashEvent({
  id,
  at,
  event,
  revision,
  tokenId,
  actor,
  origin,
  detail,
  leafIndex,
}: SealedEvent): Hash {
  return hashLeaf(canonical({ id, at, event, revision, tokenId, actor, origin, detail, leafIndex }));
}

/** Canonical JSON: no spaces, members by the UTF-16 code units of their names; the rest is how JavaScript writes JSON. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`;
}
