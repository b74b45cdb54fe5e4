import type { IpCheck } from "../ip-rules.ts";
import type { Role, ServiceRole } from "../rights.ts";
import { mayUse } from "../rights.ts";

/** What a caller wants to do, and from where. */
export interface CheckRequest {
  scopes?: readonly string[] | undefined;
  ip?: string | undefined;
}

/** What of a held grant decides. Times are ms since 1970; Infinity = never. */
export interface GrantFacts {
  expiresAtMs: number;
  /** When a rotated-out value ends. */
  validUntilMs: number;
  role: Role | ServiceRole;
  scopes: readonly string[];
  /** Undefined = from anywhere. */
  isIpAllowed: IpCheck | undefined;
}

export type Judgement = "valid" | "expired" | "revoked" | "ip_refused" | "insufficient_scope";

/** The decision over a held grant. The instant of an end itself counts as over. Its rate is asked when all is well. */
export function judge(facts: GrantFacts, request: CheckRequest, nowMs: number): Judgement {
  if (nowMs >= facts.expiresAtMs) return "expired";
  if (nowMs >= facts.validUntilMs) return "revoked";
  if (facts.isIpAllowed && !facts.isIpAllowed(request.ip)) return "ip_refused";
  if (request.scopes && !mayUse(facts.role, facts.scopes, request.scopes)) return "insufficient_scope";
  return "valid";
}
