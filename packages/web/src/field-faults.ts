import { t } from "./i18n.ts";

/** What the server says of fields, in English, and what that is in other words. The first that fits is it. */
const MESSAGES = [
  [/^must have at least (?<least>\d+)/, "faults.fields.short"],
  [/^must have at most (?<most>\d+)/, "faults.fields.long"],
  [/^must be a whole number of \w+ from 1 to (?<most>\d+).*-1/, "faults.fields.daysOrNever"],
  [/^must be a whole number of \w+ from 1 to (?<most>\d+)/, "faults.fields.days"],
  [/^must be a whole number/, "faults.fields.whole"],
  [/^must not be blank/, "faults.fields.blank"],
  [/one line of text|well-formed Unicode/, "faults.fields.oneLine"],
  [/name:verb/, "faults.fields.scope"],
  [/CIDR/, "faults.fields.range"],
  [/inner hyphens/, "faults.fields.slug"],
  [/e-?mail address/i, "faults.fields.email"],
  [/^is taken|^belongs to/, "faults.fields.taken"],
  [/twice$/, "faults.fields.twice"],
  [/^must be left out/, "faults.fields.leaveOut"],
] as const;

/** A fault of a field in the reader's language; the server's own words where there are no others. */
export function fieldText(message: string): string {
  for (const [pattern, key] of MESSAGES) {
    const { groups = {} } = pattern.exec(message) ?? {};
    if (pattern.test(message)) return t(key, { least: "", most: "", ...groups });
  }
  return t("faults.detail", { text: t("faults.fields.other"), detail: message });
}
