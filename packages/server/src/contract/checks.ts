import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { DENIAL_CODES } from "../core/verdict.ts";
import { defineRoute } from "./route.ts";
import { digest, instant, rateLimitState, scopes, text } from "./schemas.ts";

/** Of a token, what whoever protects an API is told. */
export const checkedToken = z.object({
  id: z.uuid(),
  kind: z.enum(["personal", "service"]),
  name: z.string(),
  scopes: z.array(z.string()),
  expiresAt: instant.nullable(),
});

/** Whose token it is. */
export const checkedHolder = z.object({
  type: z.enum(["user", "serviceAccount"]),
  id: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
});

export const checkedRole = z.enum(["owner", "admin", "member", "verifier"]);

/** The answer of a check. */
export const verdict = z
  .discriminatedUnion("valid", [
    z.object({
      valid: z.literal(true),
      code: z.literal("valid"),
      token: checkedToken,
      holder: checkedHolder.extend({ role: checkedRole.describe("In the project, as it is now") }),
      project: z.object({ id: z.uuid(), slug: z.string() }),
      revision: z.int(),
      rateLimit: rateLimitState.optional(),
    }),
    z.object({
      valid: z.literal(false),
      code: z.enum(DENIAL_CODES),
      denialId: z.uuid().describe("Names this refusal in the server's log; tells the caller nothing else"),
      revision: z.int(),
      rateLimit: rateLimitState.optional(),
    }),
  ])
  .meta({ id: "Verdict" });

/** What is asked about one value. */
const question = z
  .strictObject({
    token: z.string().max(16_384).optional(),
    digest: digest.optional().describe("SHA-256 over the whole value"),
    scopes: scopes.optional().describe("What the caller wants to do; all must be held"),
    ip: z.union([z.ipv4(), z.ipv6()]).optional().describe("Where the call came from"),
    userAgent: text.max(LIMITS.userAgentLength).optional().describe("What the caller calls itself"),
  })
  .refine((body) => (body.token === undefined) !== (body.digest === undefined), {
    path: ["token"],
    message: "give exactly one of token and digest",
  });

const atLeast = z.int().min(0).optional().describe("Answer from this revision or a newer one");

export const checkRoutes = {
  verifyToken: defineRoute({
    method: "POST",
    path: "/v1/verify",
    tag: "Checks",
    summary: "Check a token",
    description:
      "Is this value good for these scopes, coming from this address? Exactly one of token and digest.",
    credentials: ["bearer"],
    permission: "tokens:verify",
    body: question.safeExtend({ atLeast }),
    answer: { status: 200, body: verdict },
    refusals: ["unavailable"],
  }),
  verifyTokens: defineRoute({
    method: "POST",
    path: "/v1/verify/batch",
    tag: "Checks",
    summary: "Check many tokens at once",
    description: "Each question is answered by itself, in the order in which they were asked.",
    credentials: ["bearer"],
    permission: "tokens:verify",
    bodyBytes: LIMITS.batchBytes,
    body: z.strictObject({ checks: z.array(question).min(1).max(LIMITS.batchChecks), atLeast }),
    answer: { status: 200, body: z.object({ verdicts: z.array(verdict) }) },
    refusals: ["unavailable"],
  }),
};
