import type { Receipt } from "@tokenhouse/sdk/client";
import { t } from "./i18n.ts";

/** What a receipt proves, in one line: how long it took and how many verifiers have confirmed. */
export function receiptText(receipt: Receipt, effect: "refused" | "accepted"): string {
  const ms = Math.max(1, Math.ceil(receipt.inMs));
  const confirmed = receipt.verifiers.filter(({ confirmedInMs }) => confirmedInMs !== null).length;
  const fenced = receipt.fenced.length;
  return [
    receipt.confirmed ? t(`changes.receipt.${effect}`, { ms }) : t("changes.receipt.unconfirmed"),
    t("changes.receipt.verifiers", { count: confirmed }),
    ...(fenced > 0 ? [t("changes.receipt.fenced", { count: fenced })] : []),
  ].join(" · ");
}
