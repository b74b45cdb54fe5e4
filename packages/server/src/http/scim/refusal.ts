import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { SCIM_MEDIA, SCIM_SCHEMAS } from "../../contract/scim.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { ERRORS, Refusal } from "../../core/errors.ts";
import { redactTokens } from "../../core/redact.ts";
import { refusalOf } from "../problem.ts";

/** What of a request is wrong, in SCIM's words (RFC 7644 §3.12). */
export type ScimType =
  | "invalidFilter"
  | "invalidPath"
  | "invalidSyntax"
  | "invalidValue"
  | "mutability"
  | "noTarget"
  | "uniqueness";

/** A request that SCIM has a word of its own for. */
export class ScimRefusal extends Refusal {
  readonly scimType: ScimType;

  constructor(scimType: ScimType, detail: string) {
    super("invalid_request", detail);
    this.scimType = scimType;
  }
}

/** Answers any error as SCIM clients know it. */
export function answerScimError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error, request);
  const { status } = ERRORS[refusal.code];
  const scimType = refusal instanceof ScimRefusal ? refusal.scimType : SCIM_TYPES[refusal.code];
  const body = {
    schemas: [SCIM_SCHEMAS.error],
    status: String(status),
    ...(scimType && { scimType }),
    detail: refusal.message,
  };
  void reply
    .status(status)
    .headers(refusal.headers)
    .header("Cache-Control", "no-store")
    .header("Content-Type", `${SCIM_MEDIA}; charset=utf-8`)
    .send(Buffer.from(redactTokens(JSON.stringify(body))));
}

const SCIM_TYPES: Partial<Record<ErrorCode, ScimType>> = {
  invalid_request: "invalidValue",
  name_taken: "uniqueness",
};
