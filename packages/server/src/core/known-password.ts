import { LIMITS } from "./limits.ts";

/** What is typed in a row, from left to right and back. */
const RUNS = ["0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"]
  .flatMap((run) => [run, Array.from(run).toReversed().join("")])
  .map((run) => run.repeat(LIMITS.passwordMaxLength / run.length + 1));

/** A few characters again and again. */
const REPEATED = /^(.{1,8}?)\1+$/su;
/** What people put behind a word that is too short. */
const TAIL = /^(?:\d{1,4}|[!.?*#]{1,3})$/;

/**
 * Whether a password is among the first that anybody would try: one that many people use, two of those in a row or one
 * with a short tail, a few characters repeated, or keys in a row. `known` holds passwords in lower case.
 */
export function isCommonPassword(password: string, known: ReadonlySet<string>): boolean {
  const text = password.toLowerCase();
  if (REPEATED.test(text) || RUNS.some((run) => run.includes(text))) return true;
  return known.has(text) || isMadeOfTwo(text, known);
}

function isMadeOfTwo(text: string, known: ReadonlySet<string>): boolean {
  for (let at = 1; at < text.length; at++) {
    const [first, second] = [text.slice(0, at), text.slice(at)];
    if (known.has(first) && (known.has(second) || TAIL.test(second))) return true;
  }
  return false;
}
