import type { DenialCode } from "./verdict.ts";

/** How the question whether a token is good came in; `api` = as the credential of a request to this API. */
export type Asks = "api" | "verify" | "introspection" | "verifier" | "nginx" | "forward" | "envoy";

/** What a process counts and times as it works. Durations are ms of the monotonic clock. */
export interface Meters {
  /** A question whether a token is good was answered. */
  checked: (asks: Asks, code: "valid" | DenialCode, ms: number) => void;
  /** An SDK tells of checks that it has answered by itself. */
  reported: (code: string, count: number) => void;
  /** What answers a check: what this process holds, or the database. */
  lookedUp: (where: "memory" | "database") => void;
  signedIn: (method: "password" | "identity", result: "succeeded" | "refused" | "limited") => void;
  /** Something was refused since too much of its kind waits. */
  overloaded: (lane: string) => void;
  /** A change of rights reached every verifier; `fenced` had to be waited out. */
  confirmed: (ms: number, fenced: number) => void;
  /** A request was answered; `route` as it is declared, with no id in it, or `other`. */
  answered: (request: { method: string; route: string; status: number; ms: number }) => void;
  /** The audit log could not be sealed, or its witness not be told. */
  auditFailed: () => void;
}

/** Where nobody reads them, nothing is counted: it would cost each check. */
export const NO_METERS: Meters = {
  checked() {},
  reported() {},
  lookedUp() {},
  signedIn() {},
  overloaded() {},
  confirmed() {},
  answered() {},
  auditFailed() {},
};
