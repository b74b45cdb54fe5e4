import type { AuditEvent } from "@tokenhouse/sdk/client";
import type { Names } from "../../people/use-people.ts";
import { t } from "../../i18n.ts";
import { valueText } from "./changed-fields.ts";
import { fieldName } from "./events.ts";

/** What the event's title, its changes or its facts tell already. */
export const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  "before",
  "after",
  "passwordReset",
  "name",
  "hint",
  "holder",
  "member",
  "serviceAccount",
  "webhook",
  "operation",
  "reason",
]);

/** What else the log holds of an event, each with what it is called. */
export function detailFacts({ detail }: Pick<AuditEvent, "detail">, names: Names): [string, string][] {
  return Object.entries(detail)
    .filter(([field]) => !TOLD_ELSEWHERE.has(field))
    .map(([field, value]) => [
      fieldName(field),
      field === "owner" ? (names.get(String(value)) ?? t("audit.former")) : valueText(field, value),
    ]);
}
