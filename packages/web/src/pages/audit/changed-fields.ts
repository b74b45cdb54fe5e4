import type { AuditEvent, RateLimit } from "@tokenhouse/sdk/client";
import { isText, locale, t } from "../../i18n.ts";
import { NEVER } from "../../lifetime.ts";
import { longTime } from "../../time.ts";
import { rateLimitText } from "../../tokens/rate-limit.ts";
import { fieldName, isAccess, isRole } from "./events.ts";

export interface ChangedField {
  field: string;
  before: string;
  after: string;
}

/** What was other before than after, in words. */
export function changedFields({ event, detail }: AuditEvent): ChangedField[] {
  const [before, after] = [fieldsOf(event, detail["before"]), fieldsOf(event, detail["after"])];
  const reset = detail["passwordReset"] === true ? [{ before: {}, after: { passwordReset: true } }] : [];
  return [{ before, after }, ...reset].flatMap(differing);
}

type Fields = Record<string, unknown>;

function differing({ before, after }: { before: Fields; after: Fields }): ChangedField[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({
      field: fieldName(field),
      before: valueText(field, before[field]),
      after: valueText(field, after[field]),
    }));
}

function fieldsOf(event: string, value: unknown): Fields {
  if (event === "profile.changed") return { name: value };
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** The value of a field, in words where it has some. */
export function valueText(field: string, value: unknown): string {
  if (value === null && field === "expiresAtMs") return t("list.never");
  if (value === undefined || value === null) return t("audit.fact.nothing");
  if (typeof value === "boolean") return value ? t("audit.fact.yes") : t("audit.fact.no");
  if (typeof value === "number") return numberText(field, value);
  if (typeof value === "string") return choiceText(field, value);
  if (Array.isArray(value))
    return value.map((entry) => entryText(field, entry)).join(", ") || t("audit.fact.nothing");
  return isRateLimit(value) ? rateLimitText(value) : JSON.stringify(value);
}

function isRateLimit(value: unknown): value is RateLimit {
  return typeof value === "object" && value !== null && "requests" in value && "windowSeconds" in value;
}

function numberText(field: string, value: number): string {
  if (field.endsWith("Ms")) return longTime(value);
  if (field.endsWith("Seconds")) return secondsText(value);
  if (!field.endsWith("Days")) return String(value);
  if (value !== NEVER) return t("settings.saving.days", { count: value });
  return field === "maxLifetimeDays" ? t("settings.saving.unlimited") : t("settings.saving.never");
}

function secondsText(seconds: number): string {
  return new Intl.NumberFormat(locale(), { style: "unit", unit: "second", unitDisplay: "long" }).format(
    seconds,
  );
}

function choiceText(field: string, value: string): string {
  if (field === "role" && isRole(value)) return t(`audit.roles.${value}`);
  if (field === "code") return textOr(`faults.codes.${value}`, value);
  if (field === "status") return textOr(`list.status.${value}`, value);
  if (field === "tokenAccess" && isAccess(value)) return t(`members.accesses.${value}`);
  return value;
}

function textOr(key: string, otherwise: string): string {
  return isText(key) ? t(key) : otherwise;
}

/** An entry of the catalogue by its scope. */
function entryText(field: string, entry: unknown): string {
  if (typeof entry === "object" && entry !== null && "scope" in entry) return String(entry.scope);
  const text = String(entry);
  return field === "entitlements" ? textOr(`projects.entitlements.${text}`, text) : text;
}
