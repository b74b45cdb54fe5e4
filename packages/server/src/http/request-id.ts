import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** What a request is called in log and answer: by the caller's own id, if it is short and can hold no token (which has underscores). */
export function requestIdOf({ "x-request-id": id }: IncomingHttpHeaders): string {
  return typeof id === "string" && /^[A-Za-z0-9.-]{1,64}$/.test(id) ? id : randomUUID();
}
