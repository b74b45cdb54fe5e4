import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { defineRoute } from "./route.ts";
import { scope, note } from "./schemas.ts";

/** A scope of the protected API, as the generate dialog offers it. */
const catalogueScope = z.strictObject({ scope, description: note.max(LIMITS.descriptionLength) });

const settings = z
  .object({
    tokensEnabled: z.boolean(),
    everyoneMayGenerate: z.boolean(),
    maxLifetimeDays: z.int().describe("-1 = unlimited"),
    defaultLifetimeDays: z.int().describe("-1 = never"),
    requireRevokeBeforeDelete: z.boolean(),
    scopeCatalogue: z.array(catalogueScope),
  })
  .meta({ id: "Settings" });

const lifetimeRule = z
  .int()
  .max(LIMITS.lifetimeDays)
  .refine((days) => days === -1 || days >= 1, "must be a whole number of days, 1 or more, or -1");

const settingsChange = z
  .strictObject({
    tokensEnabled: z.boolean().describe("Off = every token of the project is refused"),
    everyoneMayGenerate: z.boolean().describe("Members, too, may generate and use personal tokens"),
    maxLifetimeDays: lifetimeRule.describe("The longest lifetime of a new token; -1 = unlimited"),
    defaultLifetimeDays: lifetimeRule.describe("What the page proposes, within the maximum; -1 = never"),
    requireRevokeBeforeDelete: z.boolean().describe("An active personal token must be revoked first"),
    scopeCatalogue: z
      .array(catalogueScope)
      .max(LIMITS.catalogueScopes)
      .refine(
        (list) => new Set(list.map((entry) => entry.scope)).size === list.length,
        "must not name a scope twice",
      ),
  })
  .partial();

export const settingsRoutes = {
  getSettings: defineRoute({
    method: "GET",
    path: "/v1/settings",
    tag: "Settings",
    summary: "The project's rules for tokens, and its catalogue of scopes",
    credentials: ["bearer", "session"],
    permission: "settings:read",
    answer: { status: 200, body: settings },
    refusals: [],
  }),
  changeSettings: defineRoute({
    method: "PATCH",
    path: "/v1/settings",
    tag: "Settings",
    summary: "Change the project's rules",
    description: "What is left out stays. Each rule holds from the next request on, for existing tokens too.",
    credentials: ["bearer", "session"],
    permission: "settings:write",
    body: settingsChange,
    answer: { status: 200, body: settings },
    refusals: [],
  }),
  previewSettings: defineRoute({
    method: "POST",
    path: "/v1/settings/preview",
    tag: "Settings",
    summary: "How many tokens a change of the rules would touch; changes nothing",
    credentials: ["bearer", "session"],
    permission: "settings:write",
    body: settingsChange,
    answer: {
      status: 200,
      body: z.object({
        refused: z.int().describe("Tokens that work now and would be refused"),
        revived: z.int().describe("Tokens that are refused now and would work"),
        beyondMaximum: z.int().describe("Active tokens that outlive the new maximum; they keep their expiry"),
      }),
    },
    refusals: [],
  }),
};
