import type { Problem } from "./api.gen.ts";

/**
 * A call that did not succeed. `code` is stable (docs/reference/errors.md), `detail` is written for a person.
 * `status` is 0 and `code` is `network` when no answer came, or none that this API would give.
 */
export class TokenhouseError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | undefined;
  /** The faults of single fields, if any: `path` as in `scopes.0`. */
  readonly errors: readonly { path: string; message: string }[];
  /** How long to wait before another try, when the server says. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Partial<Problem> & { code: string; detail: string }, retryAfterSeconds?: number) {
    super(problem.detail);
    this.name = "TokenhouseError";
    this.status = problem.status ?? 0;
    this.code = problem.code;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
