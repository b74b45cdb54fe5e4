import { z } from "zod";
import { defineRoute } from "./route.ts";
import { tokenFilters, tokenSummary } from "./token-filters.ts";
import { pageOf, pageQuery, token } from "./tokens.ts";

/** Whose tokens. */
const holders = {
  holder: z.uuid().optional().describe("The id of a member or a service account"),
  kind: z.enum(["personal", "service"]).optional(),
};

const filters = { ...tokenFilters, ...holders };

const administration = {
  credentials: ["bearer", "session"],
  tag: "Project tokens",
  permission: "tokens:read",
  administrators: true,
  entitlement: "accessTokens",
} as const;

export const projectTokenRoutes = {
  listProjectTokens: defineRoute({
    ...administration,
    method: "GET",
    path: "/v1/project/tokens",
    summary: "List every token of the project, personal and service",
    query: pageQuery.extend(filters),
    answer: { status: 200, body: pageOf(token) },
    refusals: ["not_found"],
  }),
  exportProjectTokensCsv: defineRoute({
    ...administration,
    method: "GET",
    path: "/v1/project/tokens.csv",
    summary: "Every token of the project that the filters leave, as CSV",
    query: z.strictObject(filters),
    answer: { status: 200, body: z.string(), media: "text/csv" },
    refusals: ["not_found"],
  }),
  exportProjectTokensJson: defineRoute({
    ...administration,
    method: "GET",
    path: "/v1/project/tokens.json",
    summary: "Every token of the project that the filters leave, as JSON",
    query: z.strictObject(filters),
    answer: { status: 200, body: z.array(token) },
    refusals: ["not_found"],
  }),
  summarizeProjectTokens: defineRoute({
    ...administration,
    method: "GET",
    path: "/v1/project/tokens/summary",
    summary: "How many tokens of the project, or of one holder, are in which state",
    query: z.strictObject(holders),
    answer: { status: 200, body: tokenSummary },
    refusals: ["not_found"],
  }),
};
