import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { TOKEN_STATUSES } from "../core/token.ts";
import { defineRoute, MUST_BE_SENT } from "./route.ts";
import { idParams, instant, ipRules, label, rateLimit, scopes, note } from "./schemas.ts";
import { tokenFilters, tokenSummary } from "./token-filters.ts";

/** Who holds or made a token. */
const principal = z.object({
  type: z.enum(["user", "serviceAccount"]),
  id: z.uuid(),
  name: z.string(),
});

/** The token record: everything that is known of a token but its value, which nobody knows. */
export const token = z
  .object({
    id: z.uuid(),
    kind: z.enum(["personal", "service"]),
    name: z.string(),
    description: z.string(),
    hint: z.string().describe("The partial view, such as thp_4fQ0kZ8mW2xC_…"),
    status: z.enum(TOKEN_STATUSES),
    scopes: z.array(z.string()),
    ipAllowList: z.array(z.string()),
    rateLimit: rateLimit.nullable().describe("null = none"),
    version: z.int(),
    overlapEndsAt: instant.nullable().describe("Until when the value before the last rotation still works"),
    holder: principal.extend({ email: z.string().nullable() }),
    createdBy: principal,
    createdAt: instant,
    expiresAt: instant.nullable().describe("null = never"),
    lastUsedAt: instant.nullable().describe("null = never used"),
    lastUsedIp: z.string().nullable(),
    lastUsedUserAgent: z.string().nullable(),
    lastUsedBy: z.string().nullable().describe("The verifier that let the last use through"),
    revokedAt: instant.nullable(),
    revokeReason: z.string().nullable(),
  })
  .meta({ id: "Token" });

/** The proof that a change of rights has reached every verifier. */
export const receipt = z
  .object({
    revision: z.int().describe("The number of the change"),
    confirmed: z.boolean(),
    inMs: z.number().describe("From the start of the change to the last confirmation"),
    verifiers: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        confirmedInMs: z
          .number()
          .nullable()
          .describe("null = it renewed its lease, which came with the change, but did not confirm in time"),
      }),
    ),
    fenced: z.array(z.string()).describe("Verifiers that did not answer and whose lease has ended"),
  })
  .meta({ id: "Receipt" });

export const changed = z.object({ token, receipt });

/** A page of something: its items, where the next page begins, and how many there are. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int() });
}

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSize).default(LIMITS.defaultPageSize),
  cursor: z.string().max(1000).optional().describe("nextCursor of the page before"),
});

export const newToken = z.strictObject({
  name: label.optional().describe("Unique among the holder's tokens; made from the id when left out"),
  description: note.max(LIMITS.descriptionLength).default(""),
  // Judged by the project's policy, so that every refusal can name the project's own limit.
  lifetimeDays: z
    .unknown()
    .optional()
    .meta({
      [MUST_BE_SENT]: true,
      type: "integer",
      minimum: -1,
      description: "Whole days from 1 to the project's maximum, or -1 for never where the project allows it",
    }),
  scopes: scopes.optional().describe("Left out = *, all that the holder may do"),
  ipAllowList: ipRules
    .default([])
    .describe("Addresses and CIDR ranges it may be used from; empty = anywhere"),
  rateLimit: rateLimit
    .nullable()
    .default(null)
    .describe(
      "How often it may be used, as each server and each verifier counts for itself. Made with a token that has one, it must let through no more at once and no more over time",
    ),
});

export const tokenRoutes = {
  createToken: defineRoute({
    method: "POST",
    path: "/v1/tokens",
    tag: "Tokens",
    summary: "Generate a personal token",
    description:
      "The only answer that ever holds the value. It belongs to the caller and to the caller's project. " +
      `With an Idempotency-Key header a request repeated within ${LIMITS.idempotencyKeyDays} days makes no second token: it is refused with the id of the first.`,
    credentials: ["bearer", "session", "basic"],
    permission: "tokens:write",
    entitlement: "accessTokens",
    body: newToken,
    answer: { status: 201, body: z.object({ value: z.string(), token }) },
    refusals: [
      "not_found",
      "not_allowed_to_generate",
      "name_taken",
      "idempotency_key_used",
      "idempotency_key_mismatch",
    ],
  }),
  listTokens: defineRoute({
    method: "GET",
    path: "/v1/tokens",
    tag: "Tokens",
    summary: "List the caller's own tokens",
    credentials: ["bearer", "session"],
    permission: "tokens:read",
    entitlement: "accessTokens",
    query: pageQuery.extend(tokenFilters),
    answer: { status: 200, body: pageOf(token) },
    refusals: ["not_found"],
  }),
  summarizeTokens: defineRoute({
    method: "GET",
    path: "/v1/tokens/summary",
    tag: "Tokens",
    summary: "How many of the caller's own tokens are in which state",
    credentials: ["bearer", "session"],
    permission: "tokens:read",
    entitlement: "accessTokens",
    answer: { status: 200, body: tokenSummary },
    refusals: ["not_found"],
  }),
  getToken: defineRoute({
    method: "GET",
    path: "/v1/tokens/{id}",
    tag: "Tokens",
    summary: "Show one token",
    credentials: ["bearer", "session"],
    permission: "tokens:read",
    entitlement: "accessTokens",
    params: idParams,
    answer: { status: 200, body: token },
    refusals: ["not_found"],
  }),
  revokeToken: defineRoute({
    method: "POST",
    path: "/v1/tokens/{id}/revoke",
    tag: "Tokens",
    summary: "Revoke a token",
    description: "Refused from the moment this answers. Revoking a revoked token is no fault.",
    credentials: ["bearer", "session"],
    permission: "tokens:write",
    entitlement: "accessTokens",
    params: idParams,
    body: z.strictObject({ reason: note.max(LIMITS.reasonLength).optional() }),
    answer: { status: 200, body: changed },
    refusals: ["not_found"],
  }),
  restoreToken: defineRoute({
    method: "POST",
    path: "/v1/tokens/{id}/restore",
    tag: "Tokens",
    summary: "Restore a revoked token",
    description: "The same value works again, until the same expiry.",
    credentials: ["bearer", "session"],
    permission: "tokens:write",
    entitlement: "accessTokens",
    params: idParams,
    answer: { status: 200, body: changed },
    refusals: ["not_found", "not_revoked", "token_expired"],
  }),
  rotateToken: defineRoute({
    method: "POST",
    path: "/v1/tokens/{id}/rotate",
    tag: "Tokens",
    summary: "Replace a token's value; the old one works until the overlap ends",
    description: "Same id, one version more. Scopes, expiry and addresses stay. One overlap at a time.",
    credentials: ["bearer", "session"],
    permission: "tokens:write",
    entitlement: "accessTokens",
    params: idParams,
    body: z.strictObject({
      overlapSeconds: z.int().min(0).max(LIMITS.overlapSeconds).describe("0 = the old value ends at once"),
    }),
    answer: { status: 201, body: z.object({ value: z.string(), token, receipt }) },
    refusals: [
      "not_found",
      "not_allowed_to_generate",
      "overlap_running",
      "not_active",
      "idempotency_key_used",
      "idempotency_key_mismatch",
    ],
  }),
  endOverlap: defineRoute({
    method: "POST",
    path: "/v1/tokens/{id}/end-overlap",
    tag: "Tokens",
    summary: "End the value before the last rotation now",
    credentials: ["bearer", "session"],
    permission: "tokens:write",
    entitlement: "accessTokens",
    params: idParams,
    answer: { status: 200, body: changed },
    refusals: ["not_found"],
  }),
  deleteToken: defineRoute({
    method: "DELETE",
    path: "/v1/tokens/{id}",
    tag: "Tokens",
    summary: "Delete a token for good",
    credentials: ["bearer", "session"],
    permission: "tokens:write",
    entitlement: "accessTokens",
    params: idParams,
    answer: { status: 204 },
    refusals: ["not_found", "revoke_first"],
  }),
};
