import { Refusal } from "../core/errors.ts";
import type { Caller, Service } from "./context.ts";
import { deleteToken } from "./delete-token.ts";
import type { Receipt } from "./receipt.ts";
import { revokeToken } from "./revoke-token.ts";

export interface BulkChange {
  action: "revoke" | "delete";
  ids: readonly string[];
  reason?: string | undefined;
}

export interface BulkResult {
  done: number;
  skipped: number;
  results: { id: string; outcome: string }[];
  receipt: Receipt | null;
}

/** Revokes or deletes tokens one after the other, each whole in itself, and says what became of each. */
export async function changeProjectTokens(
  service: Service,
  caller: Caller,
  { action, ids, reason }: BulkChange,
): Promise<BulkResult> {
  const results: BulkResult["results"] = [];
  let receipt: Receipt | null = null;
  for (const id of ids) {
    try {
      if (action === "revoke") ({ receipt } = await revokeToken(service, caller, { id, reason }));
      else await deleteToken(service, caller, id);
      results.push({ id, outcome: "done" });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      results.push({ id, outcome: error.code });
    }
  }
  const done = results.filter(({ outcome }) => outcome === "done").length;
  return { done, skipped: results.length - done, results, receipt };
}
