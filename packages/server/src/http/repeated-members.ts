import { Refusal } from "../core/errors.ts";

/** A string, with a colon where it names a member, or a bracket. */
const TOKENS = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]/g;

/**
 * The refusal of a valid JSON text in which an object names a member twice, since which of the two counts is anybody's
 * guess; undefined = none does.
 */
export function refusalOfRepeated(json: string): Refusal | undefined {
  const open: Set<string>[] = [];
  for (const [token, written, colon] of json.matchAll(TOKENS)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    if (written === undefined || colon === undefined) continue;
    const name = JSON.parse(written) as string;
    const members = open.at(-1);
    if (members?.has(name)) return refusalOf(name);
    members?.add(name);
  }
  return undefined;
}

function refusalOf(name: string): Refusal {
  const which = /^\w{1,50}$/.test(name) ? ` ${name}` : "";
  return new Refusal("invalid_request", `The body has a member${which} twice: give it once`);
}
