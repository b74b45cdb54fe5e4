import type { Verdict as ServerVerdict } from "../api.gen.ts";
import type { RateLimitState } from "./rate-limit.ts";

/** Of a token with a rate limit: where it stands after this check. */
interface Limited {
  rateLimit?: RateLimitState;
}

/** The token is good for what was asked: whose it is, and what it may do. */
export type ValidVerdict = Extract<ServerVerdict, { valid: true }> & Limited;

/**
 * The answer of a check.
 *
 * - `valid: true`: `token`, `holder` and `project` say who is calling.
 * - `valid: false`: `code` says why, for you and your log; a caller should learn no more than «not valid».
 *   `denialId` names this refusal in Tokenhouse's records. It is null for a value of wrong shape or checksum:
 *   that one is refused (`malformed`) without asking the server, so there is no record of it.
 *
 * `revision` is the newest change of anyone's rights that the answer takes into account.
 */
export type Verdict =
  | ValidVerdict
  | (Extract<ServerVerdict, { valid: false }> & Limited)
  | { valid: false; code: "malformed"; denialId: null; revision: number };

/** Whether an answer from the network is a verdict. Nothing that only resembles one may let a caller in. */
export function isVerdict(answer: unknown): answer is Exclude<Verdict, { denialId: null }> {
  if (!isObject(answer) || !Number.isSafeInteger(answer["revision"])) return false;
  if (answer["valid"] === false) return typeof answer["code"] === "string" && answer["code"] !== "valid";
  if (answer["valid"] !== true || answer["code"] !== "valid") return false;
  return isObject(answer["token"]) && isObject(answer["holder"]) && isObject(answer["project"]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
