import { Refusal } from "../core/errors.ts";
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
  return changeEach(change, (id) => changeToken(service, caller, { ...change, id }));
}

/** The same for the caller's own tokens alone; any other is none of this list's, whatever the caller's role. */
export async function changeOwnTokens(
  service: Service,
  caller: Caller,
  change: BulkChange,
): Promise<BulkResult> {
  return changeEach(change, async (id) => {
    await getOwnToken(caller, service.db, id);
    return changeToken(service, caller, { ...change, id });
  });
}

async function changeEach(
  { ids }: BulkChange,
  work: (id: string) => Promise<Receipt | null>,
): Promise<BulkResult> {
  const results: BulkResult["results"] = [];
  let receipt: Receipt | null = null;
  for (const id of ids) {
    try {
      receipt = (await work(id)) ?? receipt;
      results.push({ id, outcome: "done" });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      results.push({ id, outcome: error.code });
    }
  }
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
