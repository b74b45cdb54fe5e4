import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { defineRoute } from "./route.ts";
import { email, label, password, presentedPassword, project, role, user } from "./schemas.ts";
import { token } from "./tokens.ts";

const membership = project.extend({ role }).meta({ id: "Membership" });

/** A browser session: who is signed in, what their page sends as X-Tokenhouse-CSRF, and their projects. */
const session = z
  .object({ user, csrfToken: z.string(), projects: z.array(membership) })
  .meta({ id: "Session" });

const settings = z
  .object({
    tokensEnabled: z.boolean(),
    everyoneMayGenerate: z.boolean(),
    maxLifetimeDays: z.int().describe("-1 = unlimited"),
    defaultLifetimeDays: z.int().describe("-1 = never"),
    requireRevokeBeforeDelete: z.boolean(),
  })
  .meta({ id: "Settings" });

const lifetimeRule = z
  .int()
  .max(LIMITS.lifetimeDays)
  .refine((days) => days === -1 || days >= 1, "must be a whole number of days, 1 or more, or -1");

export const accessRoutes = {
  getSetup: defineRoute({
    method: "GET",
    path: "/v1/setup",
    tag: "Access",
    summary: "Whether this installation still waits for its first owner",
    credentials: [],
    answer: { status: 200, body: z.object({ needed: z.boolean() }) },
    refusals: [],
  }),
  setUp: defineRoute({
    method: "POST",
    path: "/v1/setup",
    tag: "Access",
    summary: "Create the first owner and project, and sign in",
    description:
      "Works once, with the secret of the set-up link that the server prints on an empty database.",
    credentials: [],
    body: z.strictObject({
      secret: z.string().min(1).max(200).describe("What follows # in the set-up link"),
      project: z.strictObject({ name: label }),
      owner: z.strictObject({ name: label, email, password }),
    }),
    answer: { status: 201, body: session },
    refusals: ["forbidden", "already_set_up"],
  }),
  signIn: defineRoute({
    method: "POST",
    path: "/v1/session",
    tag: "Access",
    summary: "Sign in",
    credentials: [],
    body: z.strictObject({ email: z.string().min(1).max(LIMITS.emailLength), password: presentedPassword }),
    answer: { status: 200, body: session },
    refusals: ["invalid_credentials", "rate_limited"],
  }),
  getSession: defineRoute({
    method: "GET",
    path: "/v1/session",
    tag: "Access",
    summary: "The session of this browser",
    credentials: ["session"],
    withoutProject: true,
    answer: { status: 200, body: session },
    refusals: [],
  }),
  signOut: defineRoute({
    method: "DELETE",
    path: "/v1/session",
    tag: "Access",
    summary: "Sign out",
    credentials: ["session"],
    withoutProject: true,
    answer: { status: 204 },
    refusals: [],
  }),
  getMe: defineRoute({
    method: "GET",
    path: "/v1/me",
    tag: "Access",
    summary: "Who the caller is, and what they may do here",
    credentials: ["bearer", "session", "basic"],
    answer: {
      status: 200,
      body: z.object({
        user: user.optional(),
        serviceAccount: z.object({ id: z.uuid(), name: z.string() }).optional(),
        project,
        role: z.enum(["owner", "admin", "member", "verifier"]),
        scopes: z.array(z.string()),
        mayGenerate: z.boolean(),
        token: token.optional(),
      }),
    },
    refusals: [],
  }),
  getSettings: defineRoute({
    method: "GET",
    path: "/v1/settings",
    tag: "Settings",
    summary: "The project's rules for tokens",
    credentials: ["bearer", "session"],
    permission: "settings:read",
    answer: { status: 200, body: settings },
    refusals: [],
  }),
  changeSettings: defineRoute({
    method: "PATCH",
    path: "/v1/settings",
    tag: "Settings",
    summary: "Change the project's rules for tokens",
    description: "What is left out stays. Each rule holds from the next request on, for existing tokens too.",
    credentials: ["bearer", "session"],
    permission: "settings:write",
    body: z
      .strictObject({
        tokensEnabled: z.boolean().describe("Off = every token of the project is refused"),
        everyoneMayGenerate: z.boolean().describe("Members, too, may generate and use personal tokens"),
        maxLifetimeDays: lifetimeRule.describe("The longest lifetime of a new token; -1 = unlimited"),
        defaultLifetimeDays: lifetimeRule.describe("What the page proposes; -1 = never"),
        requireRevokeBeforeDelete: z.boolean().describe("An active personal token must be revoked first"),
      })
      .partial(),
    answer: { status: 200, body: settings },
    refusals: [],
  }),
};
