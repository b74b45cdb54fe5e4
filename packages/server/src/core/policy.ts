import type { Role, ServiceRole } from "@tokenhouse/sdk/memory";
import { mayUse } from "@tokenhouse/sdk/memory";
import { invalidField, Refusal } from "./errors.ts";
import { DAY_MS, LIMITS } from "./limits.ts";

export { mayUse, roleHolds, ROLES, SERVICE_ROLES } from "@tokenhouse/sdk/memory";
export type { Role, ServiceRole } from "@tokenhouse/sdk/memory";

export const TOKEN_ACCESS = ["inherit", "allow", "deny"] as const;

export type TokenAccess = (typeof TOKEN_ACCESS)[number];

/** The rights that Tokenhouse's own routes ask for. */
export type Permission =
  | "tokens:read"
  | "tokens:write"
  | "tokens:verify"
  | "members:read"
  | "members:write"
  | "settings:read"
  | "settings:write"
  | "audit:read";

/** What a project's plan can hold. */
export const ENTITLEMENTS = ["accessTokens", "serviceAccounts"] as const;
export type Entitlement = (typeof ENTITLEMENTS)[number];

/** What of a project decides about its tokens. `-1` days = unlimited. */
export interface TokenPolicy {
  tokensEnabled: boolean;
  everyoneMayGenerate: boolean;
  maxLifetimeDays: number;
  defaultLifetimeDays: number;
  requireRevokeBeforeDelete: boolean;
}

/** The rules of a new project. */
export const DEFAULT_POLICY: TokenPolicy = {
  tokensEnabled: true,
  everyoneMayGenerate: false,
  maxLifetimeDays: 365,
  defaultLifetimeDays: 30,
  requireRevokeBeforeDelete: false,
};

/** The right to generate and use personal tokens: the member's own setting, else the project's, owners and admins always by default. */
export function mayHoldTokens(
  policy: TokenPolicy,
  member: { role: Role; tokenAccess: TokenAccess },
): boolean {
  if (member.tokenAccess !== "inherit") return member.tokenAccess === "allow";
  return member.role !== "member" || policy.everyoneMayGenerate;
}

/** A lifetime as it came in, in whole days or, for scripts written for Dataprep, in whole seconds. */
export type Lifetime = { days: unknown } | { seconds: unknown };

/**
 * Answers the instant of expiry in ms, or null for never. Refuses (`invalid_request`, naming the limit) all but whole
 * units from 1 to the project's maximum, and -1 where the project has none.
 */
export function expiryOf(lifetime: Lifetime, policy: TokenPolicy, nowMs: number): number | null {
  const [value, unit, path] =
    "days" in lifetime
      ? [lifetime.days, { name: "days", ms: DAY_MS }, "lifetimeDays"]
      : [lifetime.seconds, { name: "seconds", ms: 1000 }, "lifetimeSeconds"];
  const unlimited = policy.maxLifetimeDays === -1;
  if (value === -1 && unlimited) return null;
  const maxDays = unlimited ? LIMITS.lifetimeDays : policy.maxLifetimeDays;
  const max = (maxDays * DAY_MS) / unit.ms;
  if (!isWhole(value) || value > max) {
    const rest = unlimited ? ", or -1 for never" : `; this project allows at most ${maxDays} days`;
    throw invalidField(path, `must be a whole number of ${unit.name} from 1 to ${max}${rest}`);
  }
  return nowMs + value * unit.ms;
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

/** What a minting token may hand on: nothing beyond its own scopes, nothing beyond its holder's role. */
export function refuseExcessScopes(
  holder: { role: Role | ServiceRole; scopes: readonly string[] },
  wanted: readonly string[],
): void {
  const excess = wanted.filter((scope) => !mayUse(holder.role, holder.scopes, [scope]));
  if (excess.length > 0) {
    throw new Refusal("insufficient_scope", `You do not hold, and so cannot grant: ${excess.join(", ")}`);
  }
}

/** Whether an active token has to be revoked before it can be deleted: service tokens always, personal ones by setting. */
export function mustRevokeFirst(policy: TokenPolicy, kind: "personal" | "service"): boolean {
  return kind === "service" || policy.requireRevokeBeforeDelete;
}

/** Only an owner makes owners, changes them or lets them go. */
export function refuseOwnersMatter(own: Role | ServiceRole, ...roles: readonly (Role | undefined)[]): void {
  if (own !== "owner" && roles.includes("owner")) {
    throw new Refusal("forbidden", "Only an owner of the project can make, change or remove owners");
  }
}

/** What is proposed must be what is allowed. The fault is told at the rule that brings it about. */
export function refuseDefaultBeyondMaximum(
  { maxLifetimeDays, defaultLifetimeDays }: Pick<TokenPolicy, "maxLifetimeDays" | "defaultLifetimeDays">,
  changed: Partial<Record<keyof TokenPolicy, unknown>>,
): void {
  const fits = defaultLifetimeDays !== -1 && defaultLifetimeDays <= maxLifetimeDays;
  if (maxLifetimeDays === -1 || fits) return;
  if (changed.defaultLifetimeDays !== undefined) {
    const most = `must be at most ${maxLifetimeDays} days, the longest lifetime of the project`;
    throw invalidField("defaultLifetimeDays", most);
  }
  if (changed.maxLifetimeDays === undefined) return;
  const proposed = defaultLifetimeDays === -1 ? "never" : `${defaultLifetimeDays} days`;
  throw invalidField("maxLifetimeDays", `is below the default lifetime (${proposed}); lower that too`);
}
