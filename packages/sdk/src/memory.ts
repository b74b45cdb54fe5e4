/** How checks are judged and remembered: one definition for this package's verifier and for Tokenhouse's server. */
export { rawDigest, rawDigestOfHex } from "./digest.ts";
export { compileIpRules, coversIpRules, isAddress, isIpAllowed, isIpRule, plainIp } from "./ip-rules.ts";
export type { IpCheck } from "./ip-rules.ts";
export { coverAll, covers, mayUse, roleHolds, ROLES, SCOPE_PATTERN, SERVICE_ROLES } from "./rights.ts";
export type { Role, ServiceRole } from "./rights.ts";
export { isWellFormed } from "./token-format.ts";
export type { Change, Grant } from "./verifier/grant.ts";
export { judge } from "./verifier/judgement.ts";
export type { CheckRequest, GrantFacts, Judgement } from "./verifier/judgement.ts";
export { createMemory } from "./verifier/memory.ts";
export type { Denial, Memory, MemoryOptions, MemoryRequest } from "./verifier/memory.ts";
export { takeFromRate, UNUSED } from "./verifier/rate-limit.ts";
export type { RateLimit, RateLimitState, RateState } from "./verifier/rate-limit.ts";
export { createLocalRates } from "./verifier/rates.ts";
export type { Rates, RateTaken } from "./verifier/rates.ts";
export type { TokenUse } from "./verifier/use-counters.ts";
export type { ValidVerdict, Verdict } from "./verifier/verdict.ts";
