/**
 * Every refusal the server can give, once: code → status and title.
 * The reference page of error codes is generated from it.
 */
export const ERRORS = {
  invalid_request: { status: 400, title: "The request is not valid" },
  project_required: { status: 400, title: "Say which project is meant" },
  authentication_required: { status: 401, title: "Authentication is required" },
  invalid_token: { status: 401, title: "The token is not valid" },
  invalid_credentials: { status: 401, title: "E-mail or password is wrong" },
  identity_refused: { status: 401, title: "The identity is not accepted" },
  second_factor_required: { status: 401, title: "A one-time code is required" },
  second_factor_refused: { status: 401, title: "The one-time code is not accepted" },
  csrf_required: { status: 403, title: "The CSRF token is missing or wrong" },
  forbidden: { status: 403, title: "Not permitted" },
  insufficient_scope: { status: 403, title: "The token's scopes do not allow this" },
  not_in_plan: { status: 403, title: "Not in your plan" },
  not_allowed_to_generate: { status: 403, title: "Not allowed to generate access tokens" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "The method is not allowed here" },
  request_timeout: { status: 408, title: "The request took too long" },
  already_set_up: { status: 409, title: "This installation is set up already" },
  has_active_tokens: { status: 409, title: "There are active tokens" },
  idempotency_key_used: { status: 409, title: "The Idempotency-Key was used already" },
  last_owner: { status: 409, title: "A project keeps an owner" },
  name_taken: { status: 409, title: "The name is taken" },
  not_active: { status: 409, title: "The token is not active" },
  not_revoked: { status: 409, title: "The token is not revoked" },
  revoke_first: { status: 409, title: "Revoke the token first" },
  token_expired: { status: 409, title: "The token has expired" },
  overlap_running: { status: 409, title: "An earlier rotation still overlaps" },
  payload_too_large: { status: 413, title: "The request body is too large" },
  unsupported_media_type: { status: 415, title: "The media type is not supported" },
  idempotency_key_mismatch: { status: 422, title: "The Idempotency-Key belongs to another request" },
  rate_limited: { status: 429, title: "Too many requests" },
  header_fields_too_large: { status: 431, title: "The header fields are too large" },
  internal_error: { status: 500, title: "Something went wrong" },
  unavailable: { status: 503, title: "Not available right now" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One fault of one field: `path` as in `scopes.0`, `message` for a person. */
export interface FieldError {
  path: string;
  message: string;
}

export interface RefusalExtras {
  errors?: readonly FieldError[];
  /** Answer headers that belong to this refusal, such as `Retry-After`. */
  headers?: Readonly<Record<string, string>>;
}

/** A refusal on purpose: it becomes the answer, word for word. `detail` never holds a secret. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, detail: string, extras: RefusalExtras = {}) {
    super(detail);
    this.name = "Refusal";
    this.code = code;
    this.errors = extras.errors;
    this.headers = extras.headers ?? {};
  }
}

/** RFC 6750 §3: no error code when no credential was sent. */
export function unauthenticated(detail: string): Refusal {
  return new Refusal("authentication_required", detail, { headers: { "WWW-Authenticate": "Bearer" } });
}

/** One answer for every value that is not good: unknown, expired, revoked and deleted look alike. */
export function invalidToken(): Refusal {
  return new Refusal(
    "invalid_token",
    "The access token is unknown, expired, revoked or may not be used here",
    {
      headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' },
    },
  );
}

/** A 400 that points at one field. */
export function invalidField(path: string, message: string): Refusal {
  return new Refusal("invalid_request", `${path}: ${message}`, { errors: [{ path, message }] });
}

/** There is more to do than can be done in time; what was asked has not been begun. */
export function overloaded(): Refusal {
  return new Refusal("unavailable", "There is too much to do right now", {
    headers: { "Retry-After": "1" },
  });
}
