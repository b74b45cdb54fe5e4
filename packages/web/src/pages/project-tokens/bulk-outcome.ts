import type { Operations } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";

type Change = Operations["changeProjectTokens"];

const DONE = { revoke: "projectTokens.revoked", delete: "projectTokens.deleted" } as const;

/** «48 revoked, 2 skipped (revoke first)»: every reason once, as the server's code reads. */
export function bulkOutcome(
  action: Change["body"]["action"],
  { done: count, skipped, results }: Change["answer"],
): string {
  const done = t(DONE[action], { count });
  if (skipped === 0) return done;
  const reasons = new Set(
    results.map(({ outcome }) => outcome.replaceAll("_", " ")).filter((outcome) => outcome !== "done"),
  );
  return t("projectTokens.skipped", { done, count: skipped, reasons: [...reasons].join(", ") });
}
