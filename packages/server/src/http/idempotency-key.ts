import type { FastifyRequest } from "fastify";
import { Refusal } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";

/** The Idempotency-Key of a creating request, if it sends one. */
export function readIdempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key === "string" && key !== "" && key.length <= LIMITS.idempotencyKeyLength) return key;
  throw new Refusal(
    "invalid_request",
    `An Idempotency-Key has 1 to ${LIMITS.idempotencyKeyLength} characters`,
  );
}
