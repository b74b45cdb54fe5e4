import type { IDENTITY_HEADERS } from "../../contract/proxies.ts";
import type { TokenRecord } from "../../core/verdict.ts";

/** Each declared header, read from what is stored; nothing of it comes from the request. */
const TELL: Record<keyof typeof IDENTITY_HEADERS, (record: TokenRecord) => string> = {
  "X-Auth-Request-User": userOf,
  "X-Auth-Request-Name": nameOf,
  "X-Auth-Request-Email": emailOf,
  "X-Auth-Request-Groups": groupsOf,
  "X-Auth-Request-Scopes": ({ token }) => token.scopes.join(" "),
  "X-Auth-Request-Token-Id": ({ token }) => token.id,
  "X-Auth-Request-Project": ({ project }) => project.slug,
  "Remote-User": userOf,
  "Remote-Name": nameOf,
  "Remote-Email": emailOf,
  "Remote-Groups": groupsOf,
};
const HEADERS = Object.entries(TELL);

/** The identity headers of a good token, names and values in turn. */
export function identityHeaders(record: TokenRecord): string[] {
  return HEADERS.flatMap(([name, tell]) => [name, headerValue(tell(record))]);
}

function userOf({ token }: TokenRecord): string {
  return token.holder.id;
}

function nameOf({ token }: TokenRecord): string {
  return token.holder.name;
}

function emailOf({ token }: TokenRecord): string {
  return token.holder.email ?? "";
}

function groupsOf({ holder }: TokenRecord): string {
  return holder.role;
}

/** Also a space at an end, which proxies would cut off. */
const UNSAFE = /[^\x20-\x7E]+|%|^ | $/g;

/** A text as a header can carry it: no line break ever, and back again with `decodeURIComponent`. */
export function headerValue(text: string): string {
  return text.toWellFormed().replace(UNSAFE, encodeURIComponent);
}
