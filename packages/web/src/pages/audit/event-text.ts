import type { AuditEvent } from "@tokenhouse/sdk/client";
import { isText, t } from "../../i18n.ts";
import type { Names } from "../../people/use-people.ts";
import { named } from "../../ui/named.tsx";
import { eventName, isKnown, isOfToken, keyOf } from "./events.ts";

/** What was done, and to whom or what: `Token revoked: ci deploy`. */
export function eventText(event: AuditEvent, names: Names): string {
  const subject = subjectOf(event, names);
  return subject === undefined ? eventName(event.event) : `${eventName(event.event)}: ${subject}`;
}

/** The same as a sentence, for `Sentence` to draw: `Owner revoked the token ci deploy of A member`. */
export function eventSentence(event: AuditEvent, names: Names): string {
  const { event: name, actor } = event;
  if (!isKnown(name)) return name;
  const key = keyOf(name);
  const holder = otherHolderOf(event, names);
  const parts = {
    actor: named(actor.name || t("audit.nobody")),
    subject: named(nameOfSubject(event, names) ?? ""),
  };
  // Somebody's own names nobody.
  if (name === "second_factor.removed" && event.detail["member"]) return t("audit.othersFactor", parts);
  if (holder === undefined || !isOfToken(key)) return t(`audit.sentences.${key}`, parts);
  return t(`audit.othersTokens.${key}`, { ...parts, holder: named(holder) });
}

function subjectOf(event: AuditEvent, names: Names): string | undefined {
  const holder = otherHolderOf(event, names);
  const name = nameOfSubject(event, names);
  return holder === undefined ? name : `${name} (${holder})`;
}

/** Whose token it is, if it is not of whoever did it. */
function otherHolderOf({ event, actor, detail }: AuditEvent, names: Names): string | undefined {
  const holder = detail["holder"];
  if (!event.startsWith("token.") || typeof holder !== "string" || holder === actor.id) return undefined;
  return names.get(holder) ?? t("audit.former");
}

function nameOfSubject({ event, detail }: AuditEvent, names: Names): string | undefined {
  const text = (key: string) => (typeof detail[key] === "string" ? detail[key] : undefined);
  if (/^(?:token|webhook)\./.test(event)) return text("name");
  if (event === "act.refused") return operationText(text("operation") ?? "");
  if (event === "project.added" || event === "installation.set_up") return text("project");
  const id = text("member") ?? text("serviceAccount");
  return id === undefined
    ? undefined
    : (names.get(id) ?? text("email") ?? text("handle") ?? t("audit.former"));
}

/** What was asked for; what this page does not know yet by its own name. */
function operationText(operation: string): string {
  const key = `audit.operations.${operation}`;
  return isText(key) ? t(key) : operation;
}
