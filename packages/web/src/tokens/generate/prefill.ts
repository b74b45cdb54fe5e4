import { isScope, splitScopes } from "../scopes.ts";

/** What a link to `/tokens/new` fills in, and which of its parts were left out. */
export interface Prefill {
  name?: string;
  description?: string;
  lifetimeDays?: number;
  scopes?: string[];
  leftOut: LeftOut[];
}

export interface LeftOut {
  /** The part's name; none where the name itself must not be repeated. */
  part?: string;
  why: "unknown" | "bad" | "value" | "tooLong";
}

type Fields = Omit<Prefill, "leftOut">;

/** Looks like a token's value, whatever the installation's prefix: such a text is taken nowhere. */
const VALUE_LIKE = /[a-z][a-z0-9]{1,9}[ps]_[0-9A-Za-z]{12}_[0-9A-Za-z]{8}/;

const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]{1,255}$/u;

const READERS: Record<string, (text: string) => Fields | undefined> = {
  name: (text) => (ONE_LINE.test(text) && text.trim() !== "" ? { name: text } : undefined),
  description: (text) => (text.length <= 1000 && !text.includes("\0") ? { description: text } : undefined),
  lifetimeDays: (text) => (/^(-1|[1-9]\d{0,4})$/.test(text) ? { lifetimeDays: Number(text) } : undefined),
  expires: readExpires,
  scopes: readScopes,
};

/** Reads a link's parts, such as `?name=CI&expires=30d&scopes=orders:read,stock:read`. */
export function readPrefill(search: string): Prefill {
  const fields: Fields = {};
  const leftOut: LeftOut[] = [];
  for (const [part, text] of new URLSearchParams(search)) {
    const read = readPart(part, text);
    if ("why" in read) leftOut.push(read);
    else Object.assign(fields, read);
  }
  return { ...fields, leftOut };
}

function readPart(part: string, text: string): Fields | LeftOut {
  if (VALUE_LIKE.test(part)) return { why: "value" };
  if (VALUE_LIKE.test(text)) return { part: part.slice(0, 40), why: "value" };
  const reader = Object.hasOwn(READERS, part) ? READERS[part] : undefined;
  if (!reader) return { part: part.slice(0, 40), why: "unknown" };
  return reader(text) ?? { part, why: "bad" };
}

function readExpires(text: string): Fields | undefined {
  if (text === "never") return { lifetimeDays: -1 };
  const [, days] = /^([1-9]\d{0,4})d$/.exec(text) ?? [];
  return days === undefined ? undefined : { lifetimeDays: Number(days) };
}

function readScopes(text: string): Fields | undefined {
  const scopes = splitScopes([text]);
  return scopes.length > 0 && scopes.length <= 100 && scopes.every(isScope) ? { scopes } : undefined;
}
