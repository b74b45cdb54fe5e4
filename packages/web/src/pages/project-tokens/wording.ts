import type { Operations } from "@tokenhouse/sdk/client";

export const words = {
  title: "Project Tokens",
  intro:
    "Every token of the project: who holds it, what it may do, when it was last used. Its value is nobody's to see.",
  kind: "Kind",
  anyKind: "Any kind",
  empty: "No tokens in this project yet",
  emptyText: "Members generate theirs under Access Tokens; machines get theirs from a service account.",
};

export const holderWords = { label: "Holder", anybody: "Any holder", former: "A former holder" };

const PAST = { revoke: "revoked", delete: "deleted" } as const;

type Change = Operations["changeProjectTokens"];

export const bulkWords = {
  selectAll: (count: number) => `Select all ${count} shown`,
  selectFirst: (count: number) => `Select the first ${count}`,
  select: (name: string) => `Select ${name}`,
  selected: (count: number) => `${count} selected`,
  limit: (count: number) => `At most ${count} at once`,
  revoke: "Revoke",
  delete: "Delete",
  title: { revoke: "Revoke Tokens", delete: "Delete Tokens" },
  question: (action: Change["body"]["action"], count: number) =>
    `${bulkWords[action]} ${count === 1 ? "1 token" : `${count} tokens`}?`,
  text: {
    revoke: "API use with them stops at once. Restoring them is up to their holders.",
    delete:
      "This cannot be undone. API use with them stops at once. Tokens that must be revoked first are skipped.",
  },
  /** «48 revoked, 2 skipped (revoke first)»: every reason once, as the server's code reads. */
  outcome: (action: Change["body"]["action"], { done, skipped, results }: Change["answer"]) => {
    const reasons = new Set(
      results.map(({ outcome }) => outcome.replaceAll("_", " ")).filter((outcome) => outcome !== "done"),
    );
    return `${done} ${PAST[action]}${skipped > 0 ? `, ${skipped} skipped (${[...reasons].join(", ")})` : ""}`;
  },
};
