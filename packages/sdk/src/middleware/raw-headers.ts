import type { IncomingRequest } from "./check-request.ts";

/**
 * Node's headers as they came: names and values in turn. `IncomingMessage.headers` keeps only the first of two
 * `Authorization` headers, and a second credential has to be seen to be refused (RFC 6750 §2).
 */
export function readRawHeaders(rawHeaders: readonly string[]): IncomingRequest["headers"] {
  return {
    get(name) {
      const values = rawHeaders.filter((_, at) => at % 2 === 1 && isNamed(rawHeaders[at - 1], name));
      return values.length > 0 ? values.join(", ") : null;
    },
  };
}

function isNamed(found: string | undefined, name: string): boolean {
  return found?.length === name.length && found.toLowerCase() === name;
}
