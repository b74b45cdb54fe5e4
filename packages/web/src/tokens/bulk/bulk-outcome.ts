import type { Operations, Token } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";

export type BulkAction = "revoke" | "restore" | "delete";
export type BulkAnswer = Operations["changeProjectTokens"]["answer"];

/** Why the server leaves a token as it is, by the code of its refusal, and why it is not even asked to change one. */
const REASONS = {
  revoke_first: "changes.bulk.reason.revokeFirst",
  not_found: "changes.bulk.reason.notYours",
  token_expired: "changes.bulk.reason.expired",
  not_revoked: "changes.bulk.reason.notRevoked",
  already_revoked: "changes.bulk.reason.revoked",
} as const;

type Reason = keyof typeof REASONS;

/** What a change has nothing to do for, each with its reason: these stay out of the request. */
export function pointless(action: BulkAction, { status }: Token): Reason | undefined {
  if (action === "delete") return undefined;
  if (status === "expired") return "token_expired";
  if (action === "revoke") return status === "revoked" ? "already_revoked" : undefined;
  return status === "active" ? "not_revoked" : undefined;
}

const DONE = {
  revoke: "changes.bulk.revoked",
  restore: "changes.bulk.restored",
  delete: "changes.bulk.deleted",
} as const;

/** «48 revoked, 2 skipped: already expired», every reason once. */
export function bulkOutcome(
  action: BulkAction,
  { done: count, results }: Pick<BulkAnswer, "done" | "results">,
  leftOut: readonly Reason[] = [],
): string {
  const done = t(DONE[action], { count });
  const reasons = [
    ...results.map(({ outcome }) => outcome).filter((outcome) => outcome !== "done"),
    ...leftOut,
  ];
  if (reasons.length === 0) return done;
  const words = new Set(reasons.map(reasonText));
  return t("changes.bulk.skipped", { done, count: reasons.length, reasons: [...words].join(", ") });
}

function reasonText(code: string): string {
  return code in REASONS ? t(REASONS[code as Reason]) : code.replaceAll("_", " ");
}
