import type { AuditEvent } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { NEVER } from "../../lifetime.ts";
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

function valueText(field: string, value: unknown): string {
  if (value === undefined || value === null) return t("audit.fact.nothing");
  if (typeof value === "boolean") return value ? t("audit.fact.yes") : t("audit.fact.no");
  if (typeof value === "number") return numberText(field, value);
  if (typeof value === "string") return choiceText(field, value);
  if (Array.isArray(value)) return value.map(entryText).join(", ") || t("audit.fact.nothing");
  return JSON.stringify(value);
}

function numberText(field: string, value: number): string {
  if (!field.endsWith("Days")) return String(value);
  if (value !== NEVER) return t("settings.saving.days", { count: value });
  return field === "maxLifetimeDays" ? t("settings.saving.unlimited") : t("settings.saving.never");
}

function choiceText(field: string, value: string): string {
  if (field === "role" && isRole(value)) return t(`audit.roles.${value}`);
  if (field === "tokenAccess" && isAccess(value)) return t(`members.accesses.${value}`);
  return value;
}

/** An entry of the catalogue by its scope. */
function entryText(entry: unknown): string {
  if (typeof entry === "object" && entry !== null && "scope" in entry) return String(entry.scope);
  return String(entry);
}
