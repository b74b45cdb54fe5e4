import type { Receipt } from "@tokenhouse/sdk/client";

/** What a receipt proves, in one line: how long it took and how many verifiers have confirmed. */
export function receiptText(receipt: Receipt, effect: "Refused" | "Accepted"): string {
  const count = receipt.verifiers.length;
  const confirmed = `${count} ${count === 1 ? "verifier" : "verifiers"} confirmed`;
  const fenced = receipt.fenced.length > 0 ? ` · ${receipt.fenced.length} shut out` : "";
  if (!receipt.confirmed) return `Not yet confirmed by every verifier · ${confirmed}${fenced}`;
  return `${effect} everywhere after ${Math.max(1, Math.ceil(receipt.inMs))} ms · ${confirmed}${fenced}`;
}
