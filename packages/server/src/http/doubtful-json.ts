import { Refusal } from "../core/errors.ts";

/** No body of ours has more objects and lists within each other than this leaves room for. */
const MOST_LEVELS = 32;

const [QUOTE, BACKSLASH, COLON, SPACE] = [0x22, 0x5c, 0x3a, 0x20];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The refusal of a valid JSON text that readers may disagree about or stumble over: an object names a member twice, and
 * which of the two counts is anybody's guess, or the text is nested beyond reason. Undefined = neither.
 */
export function refusalOfDoubtful(json: string): Refusal | undefined {
  const names: (Set<string> | undefined)[] = [];
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(json, at);
      const name = isName(json, end) ? (JSON.parse(json.slice(at, end)) as string) : undefined;
      if (name !== undefined && !addTo(names, name)) return refusalOfTwice(name);
      at = end - 1;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      if (names.push(undefined) > MOST_LEVELS) return tooDeep();
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) names.pop();
  }
  return undefined;
}

/** Behind the closing quote of the string that begins here. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
  }
}

/** Whether a colon follows, and so the string before names a member. */
function isName(json: string, end: number): boolean {
  let at = end;
  while (json.charCodeAt(at) <= SPACE) at++;
  return json.charCodeAt(at) === COLON;
}

/** Adds a name to those of the innermost object; false = it has it already. */
function addTo(names: (Set<string> | undefined)[], name: string): boolean {
  const known = (names[names.length - 1] ??= new Set());
  return known.size < known.add(name).size;
}

function refusalOfTwice(name: string): Refusal {
  const which = /^\w{1,50}$/.test(name) ? ` ${name}` : "";
  return new Refusal("invalid_request", `The body has a member${which} twice: give it once`);
}

function tooDeep(): Refusal {
  return new Refusal("invalid_request", "The body is nested more deeply than any that is taken here");
}
