import { queryOptions } from "@tanstack/react-query";
import type { Operations } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { beginsWith, type SeenHead } from "./consistency.ts";

type Head = Operations["getAuditHead"]["answer"];

export interface Seal {
  head: Head;
  /** `first`: this browser has seen none before; `unchecked`: it cannot compute hashes here. */
  state: "first" | "agrees" | "differs" | "unchecked";
  /** What this browser saw the last time, and when. */
  seen: (SeenHead & { at: string }) | undefined;
}

/** The log's head, held against the one that this browser saw before. A head that does not agree is not remembered. */
export const sealQuery = queryOptions({
  queryKey: ["project", "audit", "seal"],
  queryFn: async ({ signal }): Promise<Seal> => {
    const head = await client.getAuditHead({ signal });
    const seen = recall(head.origin);
    const state = await compare(head, seen, signal);
    if (state !== "differs") remember(head);
    return { head, state, seen };
  },
  gcTime: 0,
});

async function compare(
  { size }: Head,
  seen: SeenHead | undefined,
  signal: AbortSignal,
): Promise<Seal["state"]> {
  if (!seen) return "first";
  if (!("subtle" in crypto)) return "unchecked";
  if (seen.size > size) return "differs";
  if (seen.size === 0) return "agrees";
  const proof = await client.getAuditProof({ query: { first: seen.size, size }, signal });
  return (await beginsWith(seen, proof)) ? "agrees" : "differs";
}

const keyOf = (origin: string) => `tokenhouse.seen ${origin}`;

function recall(origin: string): Seal["seen"] {
  const [at, size, rootHash] = localStorage.getItem(keyOf(origin))?.split(" ") ?? [];
  if (at === undefined || size === undefined || rootHash === undefined) return undefined;
  return { at, size: Number(size), rootHash };
}

function remember({ origin, size, rootHash }: Head): void {
  localStorage.setItem(keyOf(origin), `${new Date().toISOString()} ${size} ${rootHash}`);
}
