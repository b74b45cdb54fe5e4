import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { defineRoute } from "./route.ts";
import { scopes } from "./schemas.ts";

const health = z.object({ status: z.enum(["ok", "draining", "unavailable"]) });

const readiness = health.extend({
  database: z
    .record(z.string(), z.boolean())
    .describe("What the database is relied on for, such as `primary` and `fsync`, and whether it holds"),
});

export const installationRoutes = {
  getLive: defineRoute({
    method: "GET",
    path: "/livez",
    tag: "Installation",
    summary: "Whether the process runs",
    credentials: [],
    answer: { status: 200, body: health },
    refusals: [],
  }),
  getReady: defineRoute({
    method: "GET",
    path: "/readyz",
    tag: "Installation",
    summary: "Whether the process can serve: database reachable and durable, not shutting down",
    credentials: [],
    answer: { status: 200, body: readiness },
    refusals: ["unavailable"],
  }),
  listEndpoints: defineRoute({
    method: "GET",
    path: "/v1/endpoints",
    tag: "Installation",
    summary: "The endpoints this caller may use in this project",
    description: "With scopes: those that a token with them would open, made by this caller.",
    credentials: ["bearer", "session"],
    query: z.strictObject({
      scopes: z
        .string()
        .max(LIMITS.scopesPerToken * (LIMITS.scopeLength + 1))
        .refine(
          (list) => scopes.safeParse(list.split(",")).success,
          "must be scopes separated by commas, each once",
        )
        .optional()
        .describe("Separated by commas: orders:read,tokens:read"),
    }),
    answer: {
      status: 200,
      body: z.object({
        items: z.array(
          z.object({
            method: z.string(),
            path: z.string(),
            operationId: z.string(),
            summary: z.string(),
            permission: z.string().nullable(),
          }),
        ),
      }),
    },
    refusals: [],
  }),
  getOpenApi: defineRoute({
    method: "GET",
    path: "/v1/openapi.json",
    tag: "Installation",
    summary: "The OpenAPI 3.1 description of this API",
    credentials: ["bearer", "session"],
    answer: { status: 200, body: z.record(z.string(), z.unknown()) },
    refusals: [],
  }),
};
