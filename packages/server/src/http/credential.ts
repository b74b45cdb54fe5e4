import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "../core/errors.ts";
import { holdsToken } from "../core/redact.ts";
import { countFields } from "./count-fields.ts";

/** What a request presents, before anybody has looked whether it is good. */
export type Credential =
  | { carrier: "none" }
  | { carrier: "bearer"; value: string }
  | { carrier: "basic"; email: string; password: string }
  | { carrier: "client"; id: string; secret: string }
  | { carrier: "session"; secret: string };

export interface CredentialSource {
  headers: IncomingHttpHeaders;
  rawHeaders: readonly string[];
  query: unknown;
  sessionCookies: readonly string[];
}

/** Reads the one credential of a request. More than one, or one in the address, is refused (RFC 6750 §2, §2.3). */
export function readCredential({ headers, rawHeaders, query, sessionCookies }: CredentialSource): Credential {
  refuseCredentialInQuery(query);
  if (countFields(rawHeaders, "authorization") + sessionCookies.length > 1) {
    throw invalidRequest("Send one credential: either one Authorization header or the session cookie");
  }
  const [secret] = sessionCookies;
  if (secret !== undefined) return { carrier: "session", secret };
  return headers.authorization === undefined ? { carrier: "none" } : readAuthorization(headers.authorization);
}

/** Scheme in any case, one or more spaces (RFC 9110 §11.1); everything after them is the credential, to the letter. */
function readAuthorization(header: string): Credential {
  const [, scheme = header, rest = ""] = /^([^ ]+) +(.*)$/.exec(header) ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
      return { carrier: "bearer", value: rest };
    case "basic":
      return readBasic(rest);
    default:
      return { carrier: "none" };
  }
}

function readBasic(encoded: string): Credential {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1) throw invalidRequest("Basic credentials are base64 of email:password");
  return { carrier: "basic", email: text.slice(0, colon), password: text.slice(colon + 1) };
}

function refuseCredentialInQuery(query: unknown): void {
  for (const [name, value] of Object.entries(query ?? {})) {
    if (name === "access_token" || holdsToken(`${name} ${String(value)}`)) {
      throw invalidRequest("A token never belongs into an address: send it in the Authorization header");
    }
  }
}

export function invalidRequest(detail: string): Refusal {
  return new Refusal("invalid_request", detail, {
    headers: { "WWW-Authenticate": 'Bearer error="invalid_request"' },
  });
}
