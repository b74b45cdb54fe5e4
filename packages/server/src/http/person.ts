import type { FastifyRequest } from "fastify";
import { Refusal } from "../core/errors.ts";
import type { Origin } from "../service/context.ts";
import type { SignedInPerson } from "../service/profile.ts";
import type { Authenticated } from "./authenticate.ts";
import { readDeviceCookie } from "./cookies.ts";

/** The person at their browser, on a route that takes nothing but a session. */
export function personOf({
  session,
  origin,
  request,
}: {
  session: Authenticated["session"];
  origin: Origin;
  request: FastifyRequest;
}): SignedInPerson {
  if (!session) throw new Refusal("internal_error", "This route is reached by a session only");
  return { ...session, device: readDeviceCookie(request.headers.cookie), origin };
}
