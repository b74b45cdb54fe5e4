import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { ENTITLEMENTS } from "../core/policy.ts";
import { defineRoute } from "./route.ts";
import { email, label, password, presentedCode, presentedPassword, project, role, user } from "./schemas.ts";
import { token } from "./tokens.ts";

const membership = project.extend({ role }).meta({ id: "Membership" });

/** A browser session: who is signed in, what their page sends as X-Tokenhouse-CSRF, and their projects. */
export const session = z
  .object({
    user,
    csrfToken: z.string(),
    projects: z.array(membership),
    waitsFor: z.array(z.string()).describe("Names of projects that they have asked to join"),
    hasPassword: z.boolean().describe("Whether there is a password that they could change"),
    operator: z.boolean().describe("Runs the installation: may create and close projects"),
  })
  .meta({ id: "Session" });

const linkSecret = z.string().min(1).max(200).describe("What follows # in the link");

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
      secret: linkSecret,
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
    description:
      "Somebody with a second factor is told so once their password is right (`second_factor_required`), and sends `code` besides.",
    credentials: [],
    body: z.strictObject({
      email: z.string().min(1).max(LIMITS.emailLength),
      password: presentedPassword,
      code: presentedCode.optional(),
      identity: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe("An identity that waits to be connected with the account"),
    }),
    answer: { status: 200, body: session },
    refusals: [
      "forbidden",
      "identity_refused",
      "invalid_credentials",
      "rate_limited",
      "second_factor_refused",
      "second_factor_required",
    ],
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
        entitlements: z.array(z.enum(ENTITLEMENTS)).describe("What the project's plan holds"),
        token: token.optional(),
      }),
    },
    refusals: [],
  }),
  showInvitation: defineRoute({
    method: "POST",
    path: "/v1/invitation",
    tag: "Access",
    summary: "Who is invited by a one-time link, and where to",
    credentials: [],
    body: z.strictObject({ secret: linkSecret }),
    answer: { status: 200, body: z.object({ email: z.string(), name: z.string(), project: z.string() }) },
    refusals: ["not_found"],
  }),
  acceptInvitation: defineRoute({
    method: "POST",
    path: "/v1/invitation/accept",
    tag: "Access",
    summary: "Choose a password and sign in; the link has then done its work",
    credentials: [],
    body: z.strictObject({ secret: linkSecret, name: label, password }),
    answer: { status: 201, body: session },
    refusals: ["not_found"],
  }),
};
