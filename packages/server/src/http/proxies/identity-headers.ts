import type { ValidVerdict } from "@tokenhouse/sdk/memory";
import type { IDENTITY_HEADERS } from "../../contract/proxies.ts";

/** As long as memory tells the same token and holder, their headers are the same. */
const told = new WeakMap<ValidVerdict["token"], { holder: ValidVerdict["holder"]; headers: string[] }>();

/** The identity headers of a good token, names and values in turn. */
export function identityHeaders(verdict: ValidVerdict): readonly string[] {
  const known = told.get(verdict.token);
  if (known?.holder === verdict.holder) return known.headers;
  const headers = Object.entries(identityOf(verdict)).flat();
  told.set(verdict.token, { holder: verdict.holder, headers });
  return headers;
}

/** Each declared header with its value, read from what is stored; nothing of it comes from the request. */
function identityOf({ token, project, holder }: ValidVerdict): Record<keyof typeof IDENTITY_HEADERS, string> {
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
