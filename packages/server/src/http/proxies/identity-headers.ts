import type { IDENTITY_HEADERS } from "../../contract/proxies.ts";
import type { Known } from "../once-per-token.ts";
import { oncePerToken } from "../once-per-token.ts";

/** The identity headers of a good token, names and values in turn. */
export const identityHeaders = oncePerToken((known): readonly string[] =>
  Object.entries(identityOf(known)).flat(),
);

/** Each declared header with its value, read from what is stored; nothing of it comes from the request. */
function identityOf({ token, project, holder }: Known): Record<keyof typeof IDENTITY_HEADERS, string> {
  const user = headerValue(holder.id);
  const name = headerValue(holder.name);
  const email = headerValue(holder.email ?? "");
  const groups = holder.role;
  return {
    "X-Auth-Request-User": user,
    "X-Auth-Request-Name": name,
    "X-Auth-Request-Email": email,
    "X-Auth-Request-Groups": groups,
    "X-Auth-Request-Scopes": headerValue(token.scopes.join(" ")),
    "X-Auth-Request-Token-Id": token.id,
    "X-Auth-Request-Project": headerValue(project.slug),
    "Remote-User": user,
    "Remote-Name": name,
    "Remote-Email": email,
    "Remote-Groups": groups,
  };
}

/** Also a space at an end, which proxies would cut off. */
const UNSAFE = /[^\x20-\x7E]+|%|^ | $/;
const EVERY_UNSAFE = new RegExp(UNSAFE, "g");

/** A text as a header can carry it: no line break ever, and back again with `decodeURIComponent`. */
export function headerValue(text: string): string {
  return UNSAFE.test(text) ? text.toWellFormed().replace(EVERY_UNSAFE, encodeURIComponent) : text;
}
