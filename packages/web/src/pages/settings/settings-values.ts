import { randomId } from "@mantine/hooks";
import type { Operations, Settings } from "@tokenhouse/sdk/client";
import { NEVER, parseLifetime } from "../../lifetime.ts";
import { scopeFault } from "../../tokens/scopes.ts";
import { t } from "../../i18n.ts";

/** The settings as typed: numbers as text, and a key for each row of the catalogue. */
export type SettingsValues = Omit<Settings, "maxLifetimeDays" | "defaultLifetimeDays" | "scopeCatalogue"> & {
  maxLifetimeDays: string;
  defaultLifetimeDays: string;
  scopeCatalogue: { key: string; scope: string; description: string }[];
};

export function valuesOf(settings: Settings): SettingsValues {
  return {
    ...settings,
    maxLifetimeDays: String(settings.maxLifetimeDays),
    defaultLifetimeDays: String(settings.defaultLifetimeDays),
    scopeCatalogue: settings.scopeCatalogue.map((entry) => ({ key: randomId(), ...entry })),
  };
}

function settingsOf(values: SettingsValues): Settings {
  return {
    ...values,
    maxLifetimeDays: parseLifetime(values.maxLifetimeDays),
    defaultLifetimeDays: parseLifetime(values.defaultLifetimeDays),
    scopeCatalogue: values.scopeCatalogue.map(({ scope, description }) => ({ scope, description })),
  };
}

/** The settings by what they are about, in the order of the page. */
export const SECTIONS = [
  { section: "access", fields: ["tokensEnabled", "everyoneMayGenerate"] },
  { section: "lifetimes", fields: ["maxLifetimeDays", "defaultLifetimeDays"] },
  { section: "deleting", fields: ["requireRevokeBeforeDelete"] },
  { section: "scopes", fields: [] },
] as const;

const FIELDS = [...SECTIONS.flatMap(({ fields }): readonly RuleField[] => fields), "scopeCatalogue"] as const;

export type RuleField = Exclude<keyof Settings, "scopeCatalogue">;

/** Only what differs: what somebody else has changed meanwhile stays theirs. */
export function changeOf(before: Settings, values: SettingsValues): Partial<Settings> {
  const after = settingsOf(values);
  const changed = FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  return Object.fromEntries(changed.map((field) => [field, after[field]]));
}

export const validateSettings = {
  maxLifetimeDays: daysFault,
  defaultLifetimeDays: (typed: string, { maxLifetimeDays }: SettingsValues) => {
    const [days, max] = [parseLifetime(typed), parseLifetime(maxLifetimeDays)];
    const exceeds = max !== NEVER && (days === NEVER || days > max);
    return daysFault(typed) ?? (exceeds ? t("settings.defaultTooLong", { count: max }) : undefined);
  },
  scopeCatalogue: {
    scope: (scope: string, { scopeCatalogue }: SettingsValues, path: string) => {
      const row = Number(path.split(".")[1]);
      const isTwice = scopeCatalogue.findIndex((entry) => entry.scope === scope) < row;
      if (scope === "") return t("settings.catalogue.missing");
      return scopeFault([scope]) ?? (isTwice ? t("settings.catalogue.twice") : undefined);
    },
  },
};

function daysFault(typed: string): string | undefined {
  const days = parseLifetime(typed);
  const isAllowed = days === NEVER || (Number.isInteger(days) && days >= 1 && days <= 36_500);
  return isAllowed ? undefined : t("settings.unlimitedOrDays");
}

export interface ChangedRule {
  field: keyof Settings;
  from: string;
  to: string;
}

/** What changes, in words. */
export function changedRules(before: Settings, change: Partial<Settings>): ChangedRule[] {
  const after = { ...before, ...change };
  return FIELDS.filter((field) => field in change).map((field) => ({
    field,
    from: inWords(before, field),
    to: inWords(after, field),
  }));
}

/** A setting as a person would say it: `365 days`, `Unlimited`, `On`. */
export function inWords(settings: Settings, field: keyof Settings): string {
  const value = settings[field];
  if (typeof value === "boolean") return value ? t("settings.saving.on") : t("settings.saving.off");
  if (typeof value !== "number") return t("settings.saving.scopes", { count: value.length });
  if (value !== NEVER) return t("settings.saving.days", { count: value });
  return field === "maxLifetimeDays" ? t("settings.saving.unlimited") : t("settings.saving.never");
}

type Catalogue = Settings["scopeCatalogue"];

/** What is other in a catalogue than before: scopes that came or went, descriptions, else their order. */
export function catalogueLines(before: Catalogue, after: Catalogue): string[] {
  const described = (catalogue: Catalogue) =>
    new Map(catalogue.map(({ scope, description }) => [scope, description]));
  const [old, now] = [described(before), described(after)];
  const lines = (
    [
      ["added", [...now.keys()].filter((scope) => !old.has(scope))],
      ["removed", [...old.keys()].filter((scope) => !now.has(scope))],
      ["described", [...now.keys()].filter((scope) => old.has(scope) && old.get(scope) !== now.get(scope))],
    ] as const
  )
    .filter(([, scopes]) => scopes.length > 0)
    .map(([kind, scopes]) => t(`settings.catalogueChange.${kind}`, { scopes: scopes.join(", ") }));
  return lines.length > 0 ? lines : [t("settings.catalogueChange.order")];
}

export type Effect = keyof Operations["previewSettings"]["answer"] | "nothing";

/** What a preview says, for each kind of token that the change would touch. */
export function touched(
  preview: Operations["previewSettings"]["answer"],
): { effect: Effect; text: string }[] {
  const effects = (["refused", "revived", "beyondMaximum"] as const)
    .filter((effect) => preview[effect] > 0)
    .map((effect) => ({ effect, text: t(`settings.saving.${effect}`, { count: preview[effect] }) }));
  return effects.length > 0 ? effects : [{ effect: "nothing", text: t("settings.saving.nothing") }];
}
