import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { defineRoute } from "./route.ts";
import { label } from "./schemas.ts";
import { token } from "./tokens.ts";

export const loginCodeRoutes = {
  issueLoginCode: defineRoute({
    method: "POST",
    path: "/v1/login-codes",
    tag: "Access",
    summary: "Agree that a command line may have a token in one's name",
    description: `Answers a code for the command line's own address on the same machine (RFC 8252). It works once, within ${LIMITS.loginCodeSeconds} s and as long as the session is there, for whoever knows what the challenge is made of (RFC 7636).`,
    credentials: ["session"],
    permission: "tokens:write",
    entitlement: "accessTokens",
    body: z.strictObject({
      challenge: z
        .string()
        .regex(/^[\w-]{43}$/, "must be the SHA-256 of the verifier in base64url, without padding")
        .describe("S256 of RFC 7636"),
      name: label.describe("Of the token"),
      lifetimeDays: z.int().min(1).max(36_500).describe("Of the token, within the project's maximum"),
    }),
    answer: { status: 201, body: z.object({ code: z.string() }) },
    refusals: ["not_allowed_to_generate"],
  }),
  redeemLoginCode: defineRoute({
    method: "POST",
    path: "/v1/login-codes/redeem",
    tag: "Access",
    summary: "Have the token that somebody has agreed to in their browser",
    credentials: [],
    body: z.strictObject({
      code: z.string().min(1).max(200),
      verifier: z.string().regex(/^[\w.~-]{43,128}$/, "must be the verifier of RFC 7636"),
    }),
    answer: { status: 201, body: z.object({ value: z.string(), token }) },
    refusals: ["authentication_required", "forbidden", "name_taken", "not_allowed_to_generate", "not_found"],
  }),
};
