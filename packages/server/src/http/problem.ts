import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { ZodError } from "zod";
import type { ErrorCode, FieldError } from "../core/errors.ts";
import { ERRORS, Refusal } from "../core/errors.ts";
import { redactTokens } from "../core/redact.ts";

/** What the framework itself refuses, in our words. */
const FRAMEWORK: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["unsupported_media_type", "Send the body as application/json"],
  FST_ERR_CTP_BODY_TOO_LARGE: ["payload_too_large", "The body is larger than this route takes"],
  FST_ERR_CTP_INVALID_JSON_BODY: ["invalid_request", "The body is not valid JSON"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["invalid_request", "Content-Length does not match the body"],
};

/** Answers any error as problem details (RFC 9457): a refusal as it is, everything unforeseen as a plain 500 or 503. */
export function answerProblem(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error, request);
  const { status, title } = ERRORS[refusal.code];
  const problem = {
    type: `urn:tokenhouse:problem:${refusal.code}`,
    title,
    status,
    code: refusal.code,
    detail: refusal.message,
    requestId: request.id,
    ...(refusal.errors && { errors: refusal.errors }),
  };
  void reply
    .status(status)
    .headers(refusal.headers)
    .header("Cache-Control", "no-store")
    .type("application/problem+json")
    .send(redactTokens(JSON.stringify(problem)));
}

function refusalOf(error: FastifyError, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error;
  const [code, detail] = FRAMEWORK[error.code] ?? [];
  if (code && detail) return new Refusal(code, detail);
  if (error.statusCode === 400) return new Refusal("invalid_request", "The request cannot be read");
  request.log.error({ err: error }, "request failed");
  if (/^SQLITE_(?:BUSY|FULL|IOERR|READONLY|CANTOPEN)/.test(error.code)) {
    return new Refusal("unavailable", "The database cannot be used right now", {
      headers: { "Retry-After": "1" },
    });
  }
  return new Refusal(
    "internal_error",
    "Something went wrong here; the request id names it in the server's log",
  );
}

/** A failed validation as the list of its faults, each at its field: `body.scopes.0`. */
export function refuseFaults(place: "query" | "body", error: ZodError): Refusal {
  const errors = error.issues.flatMap((issue): FieldError[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({
          path: [place, ...issue.path, key].join("."),
          message: "is not known here",
        }))
      : [{ path: [place, ...issue.path].join("."), message: issue.message }],
  );
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
  return new Refusal("invalid_request", detail, { errors });
}
