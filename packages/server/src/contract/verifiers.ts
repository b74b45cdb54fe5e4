import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { DENIAL_CODES } from "../core/verdict.ts";
import { checkedHolder, checkedRole, checkedToken, verdict } from "./checks.ts";
import { defineRoute } from "./route.ts";
import { digest, instant, label, rateLimit, scopes, text } from "./schemas.ts";

/** What a verifier may hold of one value that is good in itself, for as long as it has a lease. */
const grant = z
  .object({
    digest,
    token: checkedToken,
    validUntil: instant
      .nullable()
      .describe("The end of a value that was rotated out; null = it is the current one"),
    holder: checkedHolder,
    project: z.object({ id: z.uuid(), slug: z.string() }),
    role: checkedRole,
    ipAllowList: z.array(z.string()),
    rateLimit: rateLimit.nullable(),
  })
  .meta({ id: "Grant" });

const mode = z.enum(["memory", "mirror"]);

const listedVerifier = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(["server", "sdk"]),
    mode: mode.nullable().describe("null = a server"),
    revision: z.int().describe("The newest revision that it has confirmed"),
    upToDate: z.boolean().describe("Whether it has confirmed every change of the project"),
    heardAgoMs: z
      .int()
      .nullable()
      .describe(
        "Since its last renewal, which confirms a revision, or its registration; null = needs none, as a server that is alone on its database",
      ),
    leaseMs: z
      .int()
      .nullable()
      .describe(
        "How long its lease is from each renewal; null = needs none, as a server that is alone on its database",
      ),
    leaseEndsInMs: z
      .int()
      .nullable()
      .describe("Unless it is renewed; null = needs none, as a server that is alone on its database"),
    registeredAt: instant,
  })
  .meta({ id: "Verifier" });

const assumption = z
  .object({
    name: z.string().describe("Such as `primary` or `clocks`"),
    holds: z.boolean().nullable().describe("null = it cannot be told from here whether it has to"),
    remedy: z.string().nullable().describe("What to do; null = it holds"),
  })
  .meta({ id: "Assumption" });

const verifierId = z.strictObject({ id: z.uuid().describe("The verifier's id") });

const address = z.union([z.ipv4(), z.ipv6()]);

const userAgent = text.max(LIMITS.userAgentLength);

const verifying = { tag: "Verifiers", credentials: ["bearer"], permission: "tokens:verify" } as const;

/** How an SDK holds rights in its memory under a lease; `docs/decisions/0016` says why it is safe. */
export const verifierRoutes = {
  listVerifiers: defineRoute({
    method: "GET",
    path: "/v1/verifiers",
    tag: "Verifiers",
    summary: "Every live verifier of the project, the server processes themselves included",
    credentials: ["bearer", "session"],
    permission: "tokens:read",
    administrators: true,
    answer: {
      status: 200,
      body: z.object({
        items: z.array(listedVerifier),
        longestWaitMs: z
          .int()
          .describe("How long a revocation waits at worst: for one of them that is never heard again"),
        assumptions: z
          .array(assumption)
          .describe("What has to be so for a receipt to be true, as the server that answers finds it now"),
      }),
    },
    refusals: [],
  }),
  registerVerifier: defineRoute({
    ...verifying,
    method: "POST",
    path: "/v1/verifiers",
    summary: "Register a verifier",
    description: "Begins with nothing in its memory; its first lease comes with its first renewal.",
    body: z.strictObject({ name: label.max(100), mode }),
    answer: {
      status: 201,
      body: z.object({
        id: z.uuid(),
        leaseMs: z.int(),
        marginMs: z.int().describe("How much earlier than the lease a verifier has to stop"),
        revision: z.int(),
      }),
    },
    refusals: ["rate_limited", "unavailable"],
  }),
  renewLease: defineRoute({
    ...verifying,
    method: "POST",
    path: "/v1/verifiers/{id}/lease",
    summary: "Confirm a revision and renew the lease",
    description:
      "The answer waits until there is something to forget, or a third of the lease is over. The lease counts from before this request was sent.",
    params: verifierId,
    body: z.strictObject({
      applied: z.int().min(0).describe("Everything up to this revision is applied"),
      wait: z.boolean().default(true).describe("false = answer at once, for one without a lease in force"),
    }),
    answer: {
      status: 200,
      body: z.object({
        revision: z.int(),
        changes: z
          .array(z.object({ kind: z.enum(["token", "holder", "project"]), ref: z.string() }))
          .nullable()
          .describe("What to forget: a value by its digest, a holder's by the id, or all; null = all"),
        grants: z.array(grant).describe("For a mirror: what is good now of what it has to forget"),
      }),
    },
    refusals: ["not_found", "unavailable"],
  }),
  verifyForVerifier: defineRoute({
    ...verifying,
    method: "POST",
    path: "/v1/verifiers/{id}/verify",
    summary: "Check a value that a verifier does not hold",
    params: verifierId,
    body: z.strictObject({
      digest,
      scopes: scopes.optional(),
      ip: address.optional(),
      userAgent: userAgent.optional(),
    }),
    answer: {
      status: 200,
      body: z.object({
        verdict,
        grant: grant.nullable().describe("What to hold, true at the verdict's revision; null = nothing"),
      }),
    },
    refusals: ["not_found"],
  }),
  listGrants: defineRoute({
    ...verifying,
    method: "GET",
    path: "/v1/verifiers/{id}/grants",
    summary: "Everything that a mirror holds, a page at a time",
    params: verifierId,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(LIMITS.grantsPage).default(LIMITS.grantsPage),
      cursor: digest.optional().describe("nextCursor of the page before"),
    }),
    answer: {
      status: 200,
      body: z.object({
        items: z.array(grant),
        nextCursor: z.string().nullable(),
        revision: z.int().describe("At which this page was true"),
      }),
    },
    refusals: ["not_found"],
  }),
  reportUses: defineRoute({
    ...verifying,
    method: "POST",
    path: "/v1/verifiers/{id}/uses",
    summary: "Report what was answered from memory",
    params: verifierId,
    bodyBytes: LIMITS.reportBytes,
    body: z.strictObject({
      uses: z
        .array(
          z.strictObject({
            tokenId: z.uuid(),
            count: z
              .int()
              .min(1)
              .max(2 ** 32),
            lastUsedAt: instant,
            ip: address.nullable(),
            userAgent: userAgent.nullable(),
          }),
        )
        .max(LIMITS.reportedUses),
      denials: z
        .array(
          z.strictObject({
            denialId: z.uuid(),
            tokenId: z.uuid().nullable(),
            code: z.enum(DENIAL_CODES),
            at: instant,
          }),
        )
        .max(LIMITS.reportedUses),
    }),
    answer: { status: 204 },
    refusals: ["not_found"],
  }),
  releaseVerifier: defineRoute({
    ...verifying,
    method: "DELETE",
    path: "/v1/verifiers/{id}",
    summary: "Give the lease back",
    params: verifierId,
    answer: { status: 204 },
    refusals: ["not_found"],
  }),
};
