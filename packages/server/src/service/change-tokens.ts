import { ERRORS, Refusal } from "../core/errors.ts";
import type { Caller, Service } from "./context.ts";
import { deleteToken } from "./delete-token.ts";
import type { Receipt } from "./receipt.ts";
import { restoreToken } from "./restore-token.ts";
import { revokeToken } from "./revoke-token.ts";
import { getOwnToken } from "./token-access.ts";

export interface BulkChange {
  action: "revoke" | "restore" | "delete";
  ids: readonly string[];
  reason?: string | undefined;
}

export interface BulkResult {
  done: number;
  skipped: number;
  results: { id: string; outcome: string }[];
  receipt: Receipt | null;
}

/** Changes tokens that the caller may see one after the other, each whole in itself, and says what became of each. */
export async function changeProjectTokens(
  service: Service,
  caller: Caller,
  change: BulkChange,
): Promise<BulkResult> {
  return changeEach(caller, change, (id) => changeToken(service, caller, { ...change, id }));
}

/** The same for the caller's own tokens alone; any other is none of this list's, whatever the caller's role. */
export async function changeOwnTokens(
  service: Service,
  caller: Caller,
  change: BulkChange,
): Promise<BulkResult> {
  return changeEach(caller, change, async (id) => {
    await getOwnToken(caller, service.db, id);
    return changeToken(service, caller, { ...change, id });
  });
}

/** The token that the caller calls with comes last: whoever ends it can end nothing more. */
async function changeEach(
  { origin }: Caller,
  { ids }: BulkChange,
  work: (id: string) => Promise<Receipt | null>,
): Promise<BulkResult> {
  const outcomes = new Map<string, string>();
  let receipt: Receipt | null = null;
  for (const id of ids.toSorted((a, b) => Number(a === origin.tokenId) - Number(b === origin.tokenId))) {
    try {
      receipt = (await work(id)) ?? receipt;
      outcomes.set(id, "done");
    } catch (error) {
      if (!(error instanceof Refusal) || (outcomes.size === 0 && ERRORS[error.code].status === 401))
        throw error;
      outcomes.set(id, error.code);
    }
  }
  const results = ids.map((id) => ({ id, outcome: outcomes.get(id) ?? "not_found" }));
  const done = results.filter(({ outcome }) => outcome === "done").length;
  return { done, skipped: results.length - done, results, receipt };
}

async function changeToken(
  service: Service,
  caller: Caller,
  { action, id, reason }: BulkChange & { id: string },
): Promise<Receipt | null> {
  switch (action) {
    case "revoke":
      return (await revokeToken(service, caller, { id, reason })).receipt;
    case "restore":
      return (await restoreToken(service, caller, id)).receipt;
    case "delete":
      await deleteToken(service, caller, id);
      return null;
  }
}
