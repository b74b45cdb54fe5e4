import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { defineRoute } from "./route.ts";
import { note } from "./schemas.ts";
import { receipt } from "./tokens.ts";

/** A change of many tokens at once, by one of the actions that a route knows. */
function bulkChange<const A extends "revoke" | "restore" | "delete">(...actions: readonly A[]) {
  return z.strictObject({
    action: z.enum(actions),
    ids: z
      .array(z.uuid())
      .min(1)
      .max(LIMITS.bulkTokens)
      .refine((ids) => new Set(ids).size === ids.length, "must not name a token twice"),
    reason: note.max(LIMITS.reasonLength).optional().describe("Kept with what is revoked"),
  });
}

const bulkResult = z
  .object({
    done: z.int(),
    skipped: z.int(),
    results: z.array(
      z.object({ id: z.uuid(), outcome: z.string().describe("done, or the code of the refusal") }),
    ),
    receipt: receipt.nullable().describe("Of the last change of rights; null when there was none"),
  })
  .meta({ id: "BulkResult" });

const changing = {
  method: "POST",
  credentials: ["bearer", "session"],
  permission: "tokens:write",
  entitlement: "accessTokens",
} as const;

export const bulkRoutes = {
  changeTokens: defineRoute({
    ...changing,
    path: "/v1/tokens/bulk",
    tag: "Tokens",
    summary: "Revoke, restore or delete many of the caller's own tokens, and say what became of each",
    body: bulkChange("revoke", "restore", "delete"),
    answer: { status: 200, body: bulkResult },
    refusals: ["not_found"],
  }),
  changeProjectTokens: defineRoute({
    ...changing,
    path: "/v1/project/tokens/bulk",
    tag: "Project tokens",
    summary: "Revoke or delete many tokens, and say what became of each",
    administrators: true,
    body: bulkChange("revoke", "delete"),
    answer: { status: 200, body: bulkResult },
    refusals: ["not_found"],
  }),
};
