import { DAY_MS } from "./limits.ts";
import type { Mail, Mailbox } from "./mail.ts";
import { oneLine } from "./one-line.ts";
import type { Project } from "./project.ts";
import type { Token } from "./token.ts";
import { instantOf } from "./wire-token.ts";

/** So many days before a token's end, and at its end, its people are told: the most urgent of them first. */
export const NOTICE_DAYS = [0, 1, 7, 30] as const;

/** The token ends within so many days; 0 = it has ended, within the last day. */
export type NoticeDays = (typeof NOTICE_DAYS)[number];

/** The ends that are to be told of at an instant, by how many days before: later than the first, and up to the second. */
export function endsToTell(days: NoticeDays, nowMs: number): { afterMs: number; untilMs: number } {
  const sooner = NOTICE_DAYS[NOTICE_DAYS.indexOf(days) - 1];
  return { afterMs: nowMs + (sooner ?? -1) * DAY_MS, untilMs: nowMs + days * DAY_MS };
}

/** A token that ends, as a mail tells of it. */
export interface EndingToken {
  token: Pick<Token, "id" | "name" | "hint" | "kind" | "holder"> & { expiresAtMs: number };
  project: Pick<Project, "name" | "slug">;
}

/** No mail gets longer than that; the page has the others. */
const MOST_IN_A_MAIL = 50;
const SUBJECT_NAME_LENGTH = 60;

/** One mail about everything of somebody's that ends; `url` is the public address without a trailing slash. */
export function expiryMail(
  ending: readonly EndingToken[],
  { to, url, nowMs }: { to: Mailbox; url: string; nowMs: number },
): Mail {
  const inOrder = ending.toSorted((a, b) => a.token.expiresAtMs - b.token.expiresAtMs);
  const left = inOrder.length - MOST_IN_A_MAIL;
  const paragraphs = [
    `Hello ${oneLine(to.name) || to.address},`,
    "whatever uses these access tokens is refused from their end on:",
    ...inOrder.slice(0, MOST_IN_A_MAIL).map((one) => paragraphOf(one, url, nowMs)),
    ...(left > 0 ? [`and ${left} more.`] : []),
    "An access token cannot be extended. Generate a new one, bring it where the old one is used, and delete the old one.",
    `Tokenhouse sends this to whoever answers for an access token, 30, 7 and 1 days before its end and at its end: ${url}`,
  ];
  return { to, subject: subjectOf(inOrder, nowMs), text: `${paragraphs.join("\n\n")}\n` };
}

function paragraphOf({ token, project }: EndingToken, url: string, nowMs: number): string {
  const at = `${instantOf(token.expiresAtMs).slice(0, 16).replace("T", " ")} UTC`;
  const holder = token.kind === "service" ? [`  Service account: ${oneLine(token.holder.name)}`] : [];
  return [
    oneLine(token.name),
    `  Token: ${token.hint}`,
    ...holder,
    `  Project: ${oneLine(project.name)}`,
    `  ${token.expiresAtMs <= nowMs ? "Expired" : "Expires"}: ${at}, ${distance(token.expiresAtMs, nowMs)}`,
    `  ${url}/tokens/${token.id}?project=${project.slug}`,
  ].join("\n");
}

function subjectOf(ending: readonly EndingToken[], nowMs: number): string {
  const over = ending.filter(({ token }) => token.expiresAtMs <= nowMs).length;
  const [first] = ending;
  if (ending.length === 1 && first) {
    const [name, at] = [shortened(oneLine(first.token.name)), first.token.expiresAtMs];
    return over > 0
      ? `Access token “${name}” has expired`
      : `Access token “${name}” expires ${distance(at, nowMs)}`;
  }
  const what =
    over === 0 ? "expire soon" : over === ending.length ? "have expired" : "expire soon or have expired";
  return `${ending.length} access tokens ${what}`;
}

function shortened(name: string): string {
  if (name.length <= SUBJECT_NAME_LENGTH) return name;
  // Half a character is none.
  return `${name.slice(0, SUBJECT_NAME_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function distance(atMs: number, nowMs: number): string {
  if (atMs <= nowMs) return "within the last day";
  const days = Math.ceil((atMs - nowMs) / DAY_MS);
  return days === 1 ? "within a day" : `in ${days} days`;
}
