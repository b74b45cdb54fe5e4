import { isIpAllowed } from "./ip.ts";
import type { Entitlement, Role, ServiceRole, TokenAccess } from "./policy.ts";
import type { Project } from "./project.ts";
import { mayHoldTokens, mayUse } from "./policy.ts";
import type { Token } from "./token.ts";
import { isExpired } from "./token.ts";

/** What of a token decides a check, or is told with its verdict. */
export type CheckedToken = Pick<
  Token,
  | "id"
  | "projectId"
  | "kind"
  | "name"
  | "scopes"
  | "ipAllowList"
  | "rateLimit"
  | "holder"
  | "createdAtMs"
  | "expiresAtMs"
  | "revokedAtMs"
>;

/** All that a check needs to know of one value, as stored right now. */
export interface TokenRecord {
  /** Of this value. */
  digest: Uint8Array;
  token: CheckedToken;
  /** When this version of a rotated token ends; null for the current one. */
  validUntilMs: number | null;
  project: Project;
  holder:
    | { type: "user"; active: boolean; role: Role; tokenAccess: TokenAccess }
    | { type: "serviceAccount"; active: boolean; role: ServiceRole };
}

/** What the caller wants to know: may this value do `scopes`, coming from `ip`? */
export interface CheckRequest {
  scopes: readonly string[];
  ip?: string | undefined;
}

export const DENIAL_CODES = [
  "malformed",
  "not_found",
  "expired",
  "revoked",
  "holder_inactive",
  "not_allowed_to_use",
  "tokens_disabled",
  "insufficient_scope",
  "ip_refused",
  "rate_limited",
] as const;
export type DenialCode = (typeof DENIAL_CODES)[number];

export type Verdict = { valid: true; record: TokenRecord } | { valid: false; code: DenialCode };

/** The check itself, one pure function: the stored record, the question and the clock → the verdict. */
export function decide(record: TokenRecord | undefined, request: CheckRequest, nowMs: number): Verdict {
  const fault = faultOf(record, nowMs);
  if (!record || fault !== undefined) return denied(fault ?? "not_found");
  const { token, holder } = record;
  if (token.ipAllowList.length > 0 && !isIpAllowed(token.ipAllowList, request.ip)) {
    return denied("ip_refused");
  }
  if (!mayUse(holder.role, token.scopes, request.scopes)) return denied("insufficient_scope");
  return { valid: true, record };
}

/** Why a value is good for nothing right now, whatever is asked; undefined when it is good in itself. */
export function faultOf(record: TokenRecord | undefined, nowMs: number): DenialCode | undefined {
  if (!record || record.project.closed) return "not_found";
  const { token, holder, project } = record;
  if (isExpired(token, nowMs)) return "expired";
  if (isWithdrawn(record, nowMs)) return "revoked";
  if (!isSwitchedOn(record)) return "tokens_disabled";
  if (!holder.active) return "holder_inactive";
  if (holder.type === "user" && !mayHoldTokens(project, holder)) return "not_allowed_to_use";
  return undefined;
}

/** By the project's own switch and by its plan; service tokens need both things in it. */
function isSwitchedOn({ project, token }: TokenRecord): boolean {
  const needed: Entitlement[] =
    token.kind === "service" ? ["accessTokens", "serviceAccounts"] : ["accessTokens"];
  return project.tokensEnabled && needed.every((entitlement) => project.entitlements.includes(entitlement));
}

/** Revoked, or a rotated-out version whose overlap is over. */
function isWithdrawn({ token, validUntilMs }: TokenRecord, nowMs: number): boolean {
  return token.revokedAtMs !== null || (validUntilMs !== null && nowMs >= validUntilMs);
}

function denied(code: DenialCode): Verdict {
  return { valid: false, code };
}
