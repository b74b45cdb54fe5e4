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

const FIELDS = [
  "tokensEnabled",
  "everyoneMayGenerate",
  "maxLifetimeDays",
  "defaultLifetimeDays",
  "requireRevokeBeforeDelete",
  "scopeCatalogue",
] as const satisfies (keyof Settings)[];

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

/** What changes, a line a setting: `API Access Token: On → Off`. */
export function changedLines(before: Settings, change: Partial<Settings>): string[] {
  const after = { ...before, ...change };
  return FIELDS.filter((field) => field in change).map((field) =>
    t("settings.saving.from", {
      name: t(`settings.fields.${field}`),
      before: inWords(before, field),
      after: inWords(after, field),
    }),
  );
}

function inWords(settings: Settings, field: keyof Settings): string {
  const value = settings[field];
  if (typeof value === "boolean") return value ? t("settings.saving.on") : t("settings.saving.off");
  if (typeof value !== "number") return t("settings.saving.scopes", { count: value.length });
  if (value !== NEVER) return t("settings.saving.days", { count: value });
  return field === "maxLifetimeDays" ? t("settings.saving.unlimited") : t("settings.saving.never");
}

/** What a preview says, a line for each kind of token that the change would touch. */
export function touchedLines(preview: Operations["previewSettings"]["answer"]): string[] {
  const lines = (["refused", "revived", "beyondMaximum"] as const)
    .filter((effect) => preview[effect] > 0)
    .map((effect) => t(`settings.saving.${effect}`, { count: preview[effect] }));
  return lines.length > 0 ? lines : [t("settings.saving.nothing")];
}
