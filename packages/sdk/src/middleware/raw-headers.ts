import type { IncomingRequest } from "./check-request.ts";

/**
 * Node's headers as they came: names and values in turn. `IncomingMessage.headers` keeps only the first of two
 * `Authorization` headers, and a second credential has to be seen to be refused (RFC 6750 §2).
 */
export function readRawHeaders(rawHeaders: readonly string[]): IncomingRequest["headers"] {
  return {
    get(name) {
      let joined: string | null = null;
      for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
        if (!isNamed(rawHeaders[at], name)) continue;
        joined = joined === null ? `${rawHeaders[at + 1]}` : `${joined}, ${rawHeaders[at + 1]}`;
      }
      return joined;
    },
  };
}

function isNamed(found: string | undefined, name: string): boolean {
  return found?.length === name.length && found.toLowerCase() === name;
}
