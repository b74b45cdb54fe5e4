import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { isIpRule } from "../core/ip.ts";
import { holdsToken } from "../core/redact.ts";
import { SCOPE_PATTERN } from "../core/scope.ts";

/** An instant: RFC 3339 in UTC with milliseconds. */
export const instant = z.iso.datetime({ precision: 3 }).describe("RFC 3339, UTC, milliseconds");

/** An instant as a caller may write it. */
export const moment = z.iso.datetime({
  offset: true,
  error: "must be an RFC 3339 instant, such as 2026-11-22T12:00:00Z",
});

export const digest = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits");

export const idParams = z.strictObject({ id: z.uuid().describe("The token's id") });

const NO_TOKEN = "must not hold a token's value";

function holdsNoToken(text: string): boolean {
  return !holdsToken(text);
}

/** What a person typed as a label: no control characters, not blank. */
export const label = z
  .string()
  .min(1)
  .max(LIMITS.nameLength)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "must be one line of text without control characters")
  .regex(/\S/u, "must not be blank")
  .refine((text) => text.isWellFormed(), "must be well-formed Unicode")
  .refine(holdsNoToken, NO_TOKEN);

export const text = z.string().regex(/^[^\p{Cs}\0]*$/u, "must be well-formed Unicode without NUL");

/** What a person wrote down, which others read. */
export const note = text.refine(holdsNoToken, NO_TOKEN);

export const email = z.email().max(LIMITS.emailLength);

export const password = z
  .string()
  .min(LIMITS.passwordMinLength, `must have at least ${LIMITS.passwordMinLength} characters`)
  .max(LIMITS.passwordMaxLength, `must have at most ${LIMITS.passwordMaxLength} characters`);

/** A password as presented at sign-in: bounded, otherwise free, so that a refusal says nothing about it. */
export const presentedPassword = z.string().min(1).max(LIMITS.passwordMaxLength);

/** A code of an authenticator app, or a recovery code, as somebody typed it: bounded, otherwise free. */
export const presentedCode = z
  .string()
  .min(1)
  .max(LIMITS.oneTimeCodeLength)
  .describe("A code of an authenticator app, or a recovery code");

export const scope = z
  .string()
  .max(LIMITS.scopeLength)
  .regex(SCOPE_PATTERN, "must be * or name:verb with an optional :resource, such as orders:read");

export const scopes = z
  .array(scope)
  .min(1, "must name at least one scope; leave scopes out for *")
  .max(LIMITS.scopesPerToken)
  .refine((list) => new Set(list).size === list.length, "must not name a scope twice");

export const ipRules = z
  .array(z.string().refine(isIpRule, "must be an IP address or a CIDR range, such as 10.0.0.0/8"))
  .max(LIMITS.ipRulesPerToken);

/** How often a token may be used. */
export const rateLimit = z
  .strictObject({
    requests: z.int().min(1).max(LIMITS.rateLimitRequests).describe("At most so many"),
    windowSeconds: z.int().min(1).max(LIMITS.rateLimitSeconds).describe("within so many seconds"),
  })
  .meta({ id: "RateLimit" });

/** What a check has left of a token's rate limit. */
export const rateLimitState = z
  .object({
    limit: z.int(),
    windowSeconds: z.int(),
    remaining: z.int().describe("So many more are let through now"),
    resetSeconds: z.int().describe("In so many seconds all of it is there again"),
  })
  .meta({ id: "RateLimitState" });

export const role = z.enum(["owner", "admin", "member"]);

/** A person as others in the project see them. */
export const user = z.object({ id: z.uuid(), name: z.string(), email: z.string() }).meta({ id: "User" });

export const project = z.object({ id: z.uuid(), slug: z.string(), name: z.string() }).meta({ id: "Project" });

/** The problem details of RFC 9457 that every refusal answers with. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem" });
