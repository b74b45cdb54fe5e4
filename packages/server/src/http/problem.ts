import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { ZodError } from "zod";
import type { ErrorCode, FieldError } from "../core/errors.ts";
import { ERRORS, Refusal } from "../core/errors.ts";
import { redactTokens } from "../core/redact.ts";
import type { Answer } from "./headers.ts";
import { appendHeaders } from "./headers.ts";

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
  void reply
    .status(ERRORS[refusal.code].status)
    .headers(refusal.headers)
    .header("Cache-Control", "no-store")
    .header("X-Request-Id", request.id)
    .header("Content-Type", "application/problem+json")
    .send(problemOf(refusal, request.id));
}

/** A refusal as the bare server answers it, where the framework does not. */
export function problemAnswer(
  refusal: Refusal,
  requestId: string,
  status?: number,
): Answer & { body: Buffer } {
  const body = problemOf(refusal, requestId, status);
  const headers = ["Cache-Control", "no-store", "X-Request-Id", requestId];
  headers.push("Content-Type", "application/problem+json", "Content-Length", String(body.length));
  appendHeaders(headers, refusal.headers);
  return { status: status ?? ERRORS[refusal.code].status, headers, body };
}

/** A refusal as problem details; the status is the code's own, but for a proxy that understands few. */
function problemOf(
  { code, message, errors }: Refusal,
  requestId: string,
  status: number = ERRORS[code].status,
): Buffer {
  const { title } = ERRORS[code];
  const type = `urn:tokenhouse:problem:${code}`;
  const problem = { type, title, status, code, detail: message, requestId, ...(errors && { errors }) };
  return Buffer.from(redactTokens(JSON.stringify(problem)));
}

/** Answers any error as scripts written for Dataprep know it: `{exception: {name, message, details}}`. */
export function answerException(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error, request);
  const name = EXCEPTIONS[refusal.code] ?? "InternalServerError";
  const details = refusal.errors ?? [];
  const body = { exception: { name, message: refusal.message, details } };
  const retryAfter = refusal.headers["Retry-After"];
  void reply
    .status(ERRORS[refusal.code].status)
    .headers(refusal.headers)
    .headers(retryAfter === undefined ? {} : { "x-retry-after": retryAfter })
    .header("Cache-Control", "no-store")
    .header("Content-Type", "application/json; charset=utf-8")
    .send(Buffer.from(redactTokens(JSON.stringify(body))));
}

function databaseUnavailable(): Refusal {
  return new Refusal("unavailable", "The database cannot be used right now", {
    headers: { "Retry-After": "1" },
  });
}

/** What Dataprep calls each refusal. */
export const EXCEPTIONS: Partial<Record<ErrorCode, string>> = {
  invalid_request: "ValidationFailed",
  project_required: "ValidationFailed",
  payload_too_large: "ValidationFailed",
  unsupported_media_type: "UnsupportedMediaType",
  authentication_required: "AuthenticationRequired",
  invalid_token: "InvalidToken",
  invalid_credentials: "InvalidCredentials",
  second_factor_required: "SecondFactorRequired",
  second_factor_refused: "InvalidCredentials",
  forbidden: "AccessControlException",
  csrf_required: "AccessControlException",
  insufficient_scope: "AccessControlException",
  not_allowed_to_generate: "AccessControlException",
  not_in_plan: "AccessControlException",
  not_found: "DataNotFoundException",
  method_not_allowed: "MethodNotAllowed",
  revoke_first: "Conflict",
  rate_limited: "TooManyRequestsException",
  unavailable: "ServiceUnavailable",
};

/** Answers what is no HTTP request at all, on the bare socket: no request exists that a hook could see. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  const [code, detail] = BROKEN[error.code ?? ""] ?? ["invalid_request", "This is not a valid HTTP request"];
  const { status, headers, body } = problemAnswer(new Refusal(code, detail), randomUUID());
  headers.push("Connection", "close");
  if (socket.writable) {
    const lines = headers.map((part, i) => (i % 2 === 0 ? `${part}: ` : `${part}\r\n`));
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n`);
    socket.write(body);
  }
  socket.destroySoon();
}

const BROKEN: Record<string, [ErrorCode, string]> = {
  HPE_HEADER_OVERFLOW: ["header_fields_too_large", "The header fields have more than 16 384 bytes together"],
  ERR_HTTP_REQUEST_TIMEOUT: ["request_timeout", "The request did not arrive in time"],
};

/** What any error is refused as; one that nobody foresaw is logged, and the caller told no more than that. */
export function refusalOf(
  error: Error & Partial<Pick<FastifyError, "code" | "statusCode">>,
  { log }: Pick<FastifyRequest, "log">,
): Refusal {
  if (error instanceof Refusal) return error;
  const [code, detail] = FRAMEWORK[error.code ?? ""] ?? [];
  if (code && detail) return new Refusal(code, detail);
  if (error.statusCode === 400) return new Refusal("invalid_request", "The request cannot be read");
  log.error({ err: error }, "request failed");
  if (
    /^(?:SQLITE_(?:BUSY|FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)|DATABASE_UNAVAILABLE$)/.test(
      error.code ?? "",
    )
  ) {
    return databaseUnavailable();
  }
  if (error.code === "JOURNAL_UNAVAILABLE") {
    return new Refusal("unavailable", "The change cannot be kept safe right now; ask for it again", {
      headers: { "Retry-After": "1" },
    });
  }
  return new Refusal(
    "internal_error",
    "Something went wrong here; the request id names it in the server's log",
  );
}

/** More faults help nobody to mend a request, and would make of a large one an answer ten times as large. */
const MOST_FAULTS = 100;

/** A failed validation as the list of its faults, each at its field: `scopes.0`. */
export function refuseFaults(error: ZodError): Refusal {
  const issues = error.issues.slice(0, MOST_FAULTS);
  const faults = issues.flatMap((issue): FieldError[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.slice(0, MOST_FAULTS).map((key) => ({
          path: [...issue.path, key].join("."),
          message: "is not known here",
        }))
      : [{ path: issue.path.join("."), message: issue.message }],
  );
  const errors = faults.slice(0, MOST_FAULTS);
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
  return new Refusal("invalid_request", detail, { errors });
}
