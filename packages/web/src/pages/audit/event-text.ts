import type { AuditEvent } from "@tokenhouse/sdk/client";
import type { Names } from "../../people/use-people.ts";
import { eventName, fieldName } from "./events.ts";
import { t } from "../../i18n.ts";

/** What was done, and to whom or what: `Token revoked: ci deploy`. */
export function eventText(event: AuditEvent, names: Names): string {
  const subject = subjectOf(event, names);
  return subject === undefined ? eventName(event.event) : `${eventName(event.event)}: ${subject}`;
}

function subjectOf({ event, actor, detail }: AuditEvent, names: Names): string | undefined {
  const text = (key: string) => (typeof detail[key] === "string" ? detail[key] : undefined);
  const nameOf = (id: string) => names.get(id) ?? text("email") ?? text("handle") ?? t("audit.former");
  if (event.startsWith("token.")) {
    const holder = text("holder");
    const isOther = holder !== undefined && holder !== actor.id;
    return isOther ? `${text("name")} (${nameOf(holder)})` : text("name");
  }
  if (event === "act.refused") return inWords(text("operation") ?? "");
  if (event === "project.added" || event === "installation.set_up") return text("project");
  const id = text("member") ?? text("serviceAccount");
  return id === undefined ? undefined : nameOf(id);
}

/** `changeMember` → `change member`. */
function inWords(operation: string): string {
  return operation.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

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
      before: valueText(before[field]),
      after: valueText(after[field]),
    }));
}

function fieldsOf(event: string, value: unknown): Fields {
  if (event === "profile.changed") return { name: value };
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return t("audit.fact.nothing");
  if (typeof value === "boolean") return value ? t("audit.fact.yes") : t("audit.fact.no");
  if (Array.isArray(value)) return value.map(entryText).join(", ") || t("audit.fact.nothing");
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** An entry of the catalogue by its scope. */
function entryText(entry: unknown): string {
  if (typeof entry === "object" && entry !== null && "scope" in entry) return String(entry.scope);
  return String(entry);
}
