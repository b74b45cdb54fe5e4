import { z } from "zod";
import { session } from "./access.ts";
import { defineRoute } from "./route.ts";

export const identityRoutes = {
  describeSignIn: defineRoute({
    method: "GET",
    path: "/v1/sign-in",
    tag: "Access",
    summary: "By what people may sign in",
    credentials: [],
    answer: {
      status: 200,
      body: z.object({
        identityProvider: z.object({ name: z.string() }).nullable(),
        passwords: z.enum(["everyone", "owners"]).describe("Whose passwords are taken"),
      }),
    },
    refusals: [],
  }),
  beginIdentification: defineRoute({
    method: "POST",
    path: "/v1/sign-in/identity",
    tag: "Access",
    summary: "Begin to sign in with the identity provider",
    description:
      "Answers the address to send the browser to (OpenID Connect, authorization code flow with PKCE), and sets the cookie with which the way back is taken.",
    credentials: [],
    answer: { status: 200, body: z.object({ url: z.url() }) },
    refusals: ["not_found"],
  }),
  signInWithIdentity: defineRoute({
    method: "POST",
    path: "/v1/sign-in/identity/return",
    tag: "Access",
    summary: "Sign in as whom the identity provider says",
    description:
      "Works once, in the browser that began it. The first time the operator's rules say what somebody becomes. Where the e-mail address belongs to an account with a password, `connecting` says so instead: signing in with that password and `identity` connects the two.",
    credentials: [],
    body: z.strictObject({
      answer: z
        .string()
        .max(8192)
        .describe("The query of the address that the provider sent the browser back to"),
    }),
    answer: {
      status: 200,
      body: z.object({
        session: session.nullable(),
        connecting: z.object({ email: z.string(), identity: z.string() }).nullable(),
      }),
    },
    refusals: ["forbidden", "identity_refused", "not_found"],
  }),
};
