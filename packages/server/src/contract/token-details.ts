import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { auditEvent } from "./audit.ts";
import { defineRoute } from "./route.ts";
import { idParams, instant } from "./schemas.ts";
import { pageOf, pageQuery } from "./tokens.ts";

const version = z
  .object({
    version: z.int(),
    createdAt: instant,
    validUntil: instant.nullable().describe("When it ends, or ended; null = the current one"),
  })
  .meta({ id: "TokenVersion" });

const usage = z
  .object({
    total: z.int().describe("The uses of all these days"),
    days: z
      .array(z.object({ date: z.iso.date(), uses: z.int() }))
      .describe("Every day in UTC, oldest first, today last"),
    addresses: z
      .array(
        z.object({
          ip: z.string(),
          uses: z.int(),
          firstUsedAt: instant,
          lastUsedAt: instant,
          userAgent: z.string().nullable().describe("What the caller of the last use called itself"),
          verifier: z.string().nullable().describe("Who let the last use through"),
        }),
      )
      .describe(`The ${LIMITS.usageAddresses} most recent addresses, the last used one first`),
  })
  .meta({ id: "TokenUsage" });

const reading = {
  method: "GET",
  tag: "Tokens",
  credentials: ["bearer", "session"],
  permission: "tokens:read",
  entitlement: "accessTokens",
  params: idParams,
  refusals: ["not_found"],
} as const;

export const tokenDetailRoutes = {
  listTokenVersions: defineRoute({
    ...reading,
    path: "/v1/tokens/{id}/versions",
    summary: "The values that a token has had, newest first",
    description: "When each began and ends. The values themselves are known to nobody.",
    answer: { status: 200, body: z.object({ items: z.array(version) }) },
  }),
  listTokenEvents: defineRoute({
    ...reading,
    path: "/v1/tokens/{id}/events",
    summary: "What happened to a token, newest first",
    description:
      "The audit log of this token, for its holder too. From where somebody else acted is told to the owner and the administrators only: for anybody else these fields are empty.",
    query: pageQuery,
    answer: { status: 200, body: pageOf(auditEvent) },
  }),
  getTokenUsage: defineRoute({
    ...reading,
    path: "/v1/tokens/{id}/usage",
    summary: "How often a token was used, by day, and from where",
    description:
      "Every use that was let through, here and in POST /v1/verify. A check that names no address counts for its day only.",
    query: z.strictObject({
      days: z.coerce.number().int().min(1).max(LIMITS.usageDays).default(30),
    }),
    answer: { status: 200, body: usage },
  }),
};
