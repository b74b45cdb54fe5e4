import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { ErrorCode } from "../core/errors.ts";
import { ERRORS } from "../core/errors.ts";
import { redactTokens } from "../core/redact.ts";
import { refusalOf } from "./problem.ts";

/** Answers any error as OAuth clients know it: `{error, error_description}` (RFC 6749 §5.2). */
export function answerOAuthError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { code, message, headers } = refusalOf(error, request);
  const detail = error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" ? FORMS_ONLY : message;
  const body = { error: OAUTH_ERRORS[code] ?? "server_error", error_description: describable(detail) };
  void reply
    .status(ERRORS[code].status)
    .headers(headers)
    .header("Cache-Control", "no-store")
    .header("Content-Type", "application/json; charset=utf-8")
    .send(Buffer.from(redactTokens(JSON.stringify(body))));
}

const FORMS_ONLY = "Send the body as application/x-www-form-urlencoded";

/** What RFC 6749 §5.2, RFC 6750 §3.1 and RFC 7009 §2.2.1 call each refusal. */
export const OAUTH_ERRORS: Partial<Record<ErrorCode, string>> = {
  invalid_request: "invalid_request",
  payload_too_large: "invalid_request",
  unsupported_media_type: "invalid_request",
  method_not_allowed: "invalid_request",
  authentication_required: "invalid_client",
  invalid_token: "invalid_token",
  insufficient_scope: "insufficient_scope",
  forbidden: "unauthorized_client",
  rate_limited: "temporarily_unavailable",
  unavailable: "temporarily_unavailable",
};

/** The characters that error_description may have: ASCII without quotation mark and backslash. */
function describable(text: string): string {
  return text.replaceAll('"', "'").replaceAll(/[^ !#-[\]-~]/g, "?");
}
