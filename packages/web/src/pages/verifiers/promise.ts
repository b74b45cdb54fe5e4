import type { Verifier } from "@tokenhouse/sdk/client";
import { locale, t } from "../../i18n.ts";
import type { Verifiers } from "./verifiers-query.ts";

/** Renewed every third of a lease, one that was not for two of them has missed a renewal. */
export function stateOf({ leaseMs, leaseEndsInMs }: Verifier): "inForce" | "ending" {
  const isEnding = leaseMs !== null && leaseEndsInMs !== null && leaseEndsInMs < leaseMs / 3;
  return isEnding ? "ending" : "inForce";
}

/** One of many servers holds tokens under a lease, like everybody else. */
export function isReplica({ kind, leaseMs }: Verifier): boolean {
  return kind === "server" && leaseMs !== null;
}

/** What a revocation would wait for if it were made now. */
export function promiseText({ items, longestWaitMs }: Omit<Verifiers, "assumptions">): string {
  const longest = inSeconds(longestWaitMs);
  if (items.some(isReplica)) return t("verifiers.promise.waitsForAll", { count: items.length, longest });
  const count = items.filter(({ kind }) => kind === "sdk").length;
  return count === 0 ? t("verifiers.promise.atOnce") : t("verifiers.promise.waits", { count, longest });
}

/** For whom the wait may be long, if there is anybody. */
export function endingText({ items }: Omit<Verifiers, "assumptions">): string | undefined {
  const count = items.filter((verifier) => stateOf(verifier) === "ending").length;
  return count === 0 ? undefined : t("verifiers.promise.ending", { count });
}

/** `10.2 seconds`, never less than it is. */
export function inSeconds(ms: number): string {
  const unit = { style: "unit", unit: "second", unitDisplay: "long" } as const;
  return new Intl.NumberFormat(locale(), unit).format(Math.ceil(ms / 100) / 10);
}

/** When a verifier last confirmed, and how far that goes. */
export function confirmedTexts({ heardAgoMs, revision, upToDate }: Verifier): [string, string] {
  const heard = heardAgoMs === null ? t("verifiers.confirmed.atOnce") : heardText(heardAgoMs);
  if (upToDate) return [heard, t("verifiers.confirmed.upToDate", { revision })];
  if (revision > 0) return [heard, t("verifiers.confirmed.behind", { revision })];
  return [t("verifiers.confirmed.notYet"), t("verifiers.confirmed.heard", { when: heard })];
}

/** How long ago a verifier was heard, in whole seconds: `just now`, `3 seconds ago`. */
function heardText(agoMs: number): string {
  const seconds = Math.floor(agoMs / 1000);
  if (seconds < 1) return t("times.justNow");
  return new Intl.RelativeTimeFormat(locale(), { numeric: "always" }).format(-seconds, "second");
}
