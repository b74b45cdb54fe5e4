import type { IncomingMessage } from "node:http";
import { request as open } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect } from "vitest";
import type { OperationId } from "../../src/contract/index.ts";
import { routes } from "../../src/contract/index.ts";
import type { Route } from "../../src/contract/route.ts";
import { bodyMediaOf } from "../../src/contract/route.ts";
import type { CallInput, Credentials, Installation } from "../fixture.ts";
import { headersOf } from "../fixture.ts";

/** A request that has been let in, and whose body has not arrived. */
export interface HeldRequest {
  /** Sends the body, and answers the status of the answer. */
  release: () => Promise<number>;
}

/**
 * Sends all of a request but its body, as slowly as anybody likes. It has been let in as soon as the server, which asked
 * its clock meanwhile, has answered another request behind it.
 */
export async function holdRequest(
  installation: Installation,
  operation: OperationId,
  { credentials, id = "", body = {} }: CallInput & { credentials: Credentials },
): Promise<HeldRequest> {
  const route: Route = routes[operation];
  const { method, path } = route;
  const media = bodyMediaOf(route);
  const isForm = !media.endsWith("json");
  const payload = isForm ? String(new URLSearchParams(body as Record<string, string>)) : JSON.stringify(body);
  const reads = countReads(installation.clock);
  const matches = countCalls(installation.service.passwords);
  const held = open(installation.url + path.replace(/\{\w+\}/, id), {
    method,
    headers: {
      ...headersOf(credentials),
      "content-type": media,
      "content-length": payload.length,
    },
  });
  held.flushHeaders();
  const answered = once(held, "response") as Promise<[IncomingMessage]>;
  await expect.poll(() => (credentials.basic ? matches() : reads())).toBeGreaterThan(0);
  for (let n = 0; n < 3; n++) await fetch(`${installation.url}/v1/me`, { headers: { cookie: NOBODY } });
  return {
    async release() {
      held.end(payload);
      const [answer] = await answered;
      await text(answer);
      return answer.statusCode ?? 0;
    },
  };
}

/** Answered from the same database as the request that is held, after it. */
const NOBODY = "tokenhouse_session=nobody";

function countReads(clock: { nowMs: number }): () => number {
  let [reads, { nowMs }] = [0, clock];
  Object.defineProperty(clock, "nowMs", {
    configurable: true,
    get: () => {
      reads++;
      return nowMs;
    },
    set: (ms: number) => {
      nowMs = ms;
    },
  });
  return () => reads;
}

/** How many passwords have been looked at to the end. */
function countCalls(passwords: Installation["service"]["passwords"]): () => number {
  let calls = 0;
  const { matches } = passwords;
  passwords.matches = async (...asked) => {
    const matched = await matches(...asked);
    calls++;
    return matched;
  };
  return () => calls;
}
