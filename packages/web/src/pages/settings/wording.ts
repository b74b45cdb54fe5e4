import type { Operations, Settings } from "@tokenhouse/sdk/client";

/** Every word of the Settings page. */
export const words = {
  title: "Settings",
  intro:
    "The project's rules for access tokens. A change holds from the next request on, for existing tokens too.",
  loading: "Loading settings",
  failed: "The settings could not be loaded",
  readOnly: "Only an owner of the project can change these settings.",
  rules: "Rules",
  save: "Save",
  unlimitedOrDays: "Enter a whole number of days from 1 to 36500, or -1.",
  defaultTooLong: (days: number) => `Must not exceed the maximum of ${days} days.`,
};

export const fieldNames: Record<keyof Settings, string> = {
  tokensEnabled: "API Access Token",
  everyoneMayGenerate: "Allow users to generate access tokens",
  maxLifetimeDays: "Maximum lifetime for user generated access tokens (days)",
  defaultLifetimeDays: "Default lifetime (days)",
  requireRevokeBeforeDelete: "Require revoke before delete",
  scopeCatalogue: "Scope catalogue",
};

export const fieldHelp: Record<keyof Settings, string> = {
  tokensEnabled: "Off: every token of the project is refused. On again, those still valid work again.",
  everyoneMayGenerate:
    "Off: only owners, admins and members who are allowed to may generate and use personal tokens.",
  maxLifetimeDays:
    "The longest lifetime of a new token; -1 = unlimited. Tokens that exist keep their expiry.",
  defaultLifetimeDays: "What the page proposes; -1 = never.",
  requireRevokeBeforeDelete: "An active personal token must be revoked before it can be deleted.",
  scopeCatalogue: "What tokens can be limited to, as the generate dialog offers it.",
};

export const catalogueWords = {
  scope: (row: number) => `Scope ${row}`,
  description: (row: number) => `Description of scope ${row}`,
  scopeHint: "orders:read",
  descriptionHint: "Reads orders",
  add: "Add scope",
  remove: (row: number) => `Remove scope ${row}`,
  empty: "No scope yet. Without a catalogue scopes are typed freely.",
  missing: "Enter a scope, or remove this row.",
  twice: "This scope is in the catalogue already.",
};

export const saveWords = {
  title: "Save these settings?",
  touches: "What the change touches",
  refused: (count: number) => `${count} active ${count === 1 ? "token" : "tokens"} would be refused`,
  revived: (count: number) =>
    count === 1
      ? "1 token that is refused now would work"
      : `${count} tokens that are refused now would work`,
  beyondMaximum: (count: number) =>
    count === 1
      ? "1 token outlives the new maximum and keeps its expiry"
      : `${count} tokens outlive the new maximum and keep their expiry`,
  nothing: "No token is touched",
  saved: "Settings successfully changed",
  on: "On",
  off: "Off",
  unlimited: "Unlimited",
  never: "Never",
  days: (days: number) => (days === 1 ? "1 day" : `${days} days`),
  scopes: (count: number) => (count === 1 ? "1 scope" : `${count} scopes`),
  from: (name: string, before: string, after: string) => `${name}: ${before} → ${after}`,
};

/** What a preview says, a line for each kind of token that the change would touch. */
export function touchedLines({
  refused,
  revived,
  beyondMaximum,
}: Operations["previewSettings"]["answer"]): string[] {
  const lines = [
    ...(refused > 0 ? [saveWords.refused(refused)] : []),
    ...(revived > 0 ? [saveWords.revived(revived)] : []),
    ...(beyondMaximum > 0 ? [saveWords.beyondMaximum(beyondMaximum)] : []),
  ];
  return lines.length > 0 ? lines : [saveWords.nothing];
}
