import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { defineRoute, MUST_BE_SENT } from "./route.ts";
import { idParams, instant, note } from "./schemas.ts";

/** A token as scripts written for Dataprep know it. */
const tokenInfo = z
  .object({
    tokenId: z.uuid(),
    description: z.string(),
    expiredAt: instant.nullable().describe("null = never"),
    lastUsed: instant.nullable().describe("null = never used"),
    createdAt: instant,
  })
  .meta({ id: "ApiAccessToken" });

/** A refusal as they know it. */
export const exception = z
  .object({
    exception: z.object({
      name: z.string(),
      message: z.string(),
      details: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  })
  .meta({ id: "Exception" });

const tokenIdParams = z.strictObject({ tokenId: idParams.shape.id });

const dataprep = { tag: "Dataprep", entitlement: "accessTokens", refusalStyle: "exception" } as const;

export const dataprepRoutes = {
  createApiAccessToken: defineRoute({
    ...dataprep,
    method: "POST",
    path: "/v4/apiAccessTokens",
    summary: "Generate a personal token, as scripts written for Dataprep do",
    credentials: ["bearer", "session", "basic"],
    permission: "tokens:write",
    body: z.strictObject({
      lifetimeSeconds: z
        .unknown()
        .optional()
        .meta({
          [MUST_BE_SENT]: true,
          type: "integer",
          minimum: -1,
          description:
            "Whole seconds up to the project's maximum, or -1 for never where the project allows it",
        }),
      description: note.max(LIMITS.descriptionLength).default(""),
    }),
    answer: { status: 201, body: z.object({ tokenValue: z.string(), tokenInfo }) },
    refusals: ["not_found", "not_allowed_to_generate"],
  }),
  listApiAccessTokens: defineRoute({
    ...dataprep,
    method: "GET",
    path: "/v4/apiAccessTokens",
    summary: "List the caller's own tokens",
    credentials: ["bearer", "session"],
    permission: "tokens:read",
    answer: { status: 200, body: z.object({ data: z.array(tokenInfo) }) },
    refusals: ["not_found"],
  }),
  getApiAccessToken: defineRoute({
    ...dataprep,
    method: "GET",
    path: "/v4/apiAccessTokens/{tokenId}",
    summary: "Show one token",
    credentials: ["bearer", "session"],
    permission: "tokens:read",
    params: tokenIdParams,
    answer: { status: 200, body: tokenInfo },
    refusals: ["not_found"],
  }),
  deleteApiAccessToken: defineRoute({
    ...dataprep,
    method: "DELETE",
    path: "/v4/apiAccessTokens/{tokenId}",
    summary: "Delete a token for good",
    credentials: ["bearer", "session"],
    permission: "tokens:write",
    params: tokenIdParams,
    answer: { status: 204 },
    refusals: ["not_found", "revoke_first"],
  }),
};
