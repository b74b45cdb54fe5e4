import { normalizeEmail } from "../../core/person.ts";
import type { Sought } from "../../service/list-members.ts";
import { nameOf } from "./body.ts";
import { ScimRefusal } from "./refusal.ts";

const COMPARISON = /^\s*(\S+)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i;

/** Reads `userName eq "ada@example.com"` (RFC 7644 §3.4.2.2): the comparisons that directories find somebody by. */
export function readFilter(filter: string | undefined): Sought {
  if (filter === undefined) return {};
  const [, attribute = "", literal = ""] = COMPARISON.exec(filter) ?? [];
  const value = stringIn(literal);
  if (value === undefined) throw notUnderstood();
  switch (nameOf(attribute).toLowerCase()) {
    case "username":
    case "emails":
    case "emails.value":
      return { email: normalizeEmail(value) };
    case "externalid":
      return { externalId: value };
    case "id":
      return { id: value };
    default:
      throw notUnderstood();
  }
}

function stringIn(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" && /^[^\p{Cs}\0]*$/u.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function notUnderstood(): ScimRefusal {
  return new ScimRefusal(
    "invalidFilter",
    'filter: must be one comparison by eq of userName, emails.value, externalId or id with a string, such as userName eq "ada@example.com"',
  );
}
