import { randomId } from "@mantine/hooks";
import type { Settings } from "@tokenhouse/sdk/client";
import { NEVER, parseLifetime } from "../../lifetime.ts";
import { scopeFault } from "../../tokens/scopes.ts";
import { catalogueWords, fieldNames, saveWords, words } from "./wording.ts";

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

const FIELDS = Object.keys(fieldNames) as (keyof Settings)[];

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
    return daysFault(typed) ?? (exceeds ? words.defaultTooLong(max) : undefined);
  },
  scopeCatalogue: {
    scope: (scope: string, { scopeCatalogue }: SettingsValues, path: string) => {
      const row = Number(path.split(".")[1]);
      const isTwice = scopeCatalogue.findIndex((entry) => entry.scope === scope) < row;
      if (scope === "") return catalogueWords.missing;
      return scopeFault([scope]) ?? (isTwice ? catalogueWords.twice : undefined);
    },
  },
};

function daysFault(typed: string): string | undefined {
  const days = parseLifetime(typed);
  const isAllowed = days === NEVER || (Number.isInteger(days) && days >= 1 && days <= 36_500);
  return isAllowed ? undefined : words.unlimitedOrDays;
}

/** What changes, a line a setting: `API Access Token: On → Off`. */
export function changedLines(before: Settings, change: Partial<Settings>): string[] {
  const after = { ...before, ...change };
  return FIELDS.filter((field) => field in change).map((field) =>
    saveWords.from(fieldNames[field], inWords(before, field), inWords(after, field)),
  );
}

function inWords(settings: Settings, field: keyof Settings): string {
  const value = settings[field];
  if (typeof value === "boolean") return value ? saveWords.on : saveWords.off;
  if (typeof value !== "number") return saveWords.scopes(value.length);
  if (value !== NEVER) return saveWords.days(value);
  return field === "maxLifetimeDays" ? saveWords.unlimited : saveWords.never;
}
