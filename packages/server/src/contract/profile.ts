import { z } from "zod";
import { defineRoute } from "./route.ts";
import { idParams, instant, label, password, presentedCode, presentedPassword, user } from "./schemas.ts";

const ownSession = z
  .object({
    id: z.uuid(),
    current: z.boolean(),
    createdAt: instant,
    expiresAt: instant,
    ip: z.string(),
    userAgent: z.string(),
  })
  .meta({ id: "OwnSession" });

/** A token is no proof that the person is there: these take a session only. */
const personal = { credentials: ["session"], withoutProject: true, tag: "Preferences" } as const;

export const profileRoutes = {
  changeProfile: defineRoute({
    ...personal,
    method: "PATCH",
    path: "/v1/profile",
    summary: "Change one's own name",
    body: z.strictObject({ name: label }),
    answer: { status: 200, body: user },
    refusals: [],
  }),
  changePassword: defineRoute({
    ...personal,
    method: "POST",
    path: "/v1/profile/password",
    summary: "Change one's own password",
    description: "Ends the person's other sessions; leaves their tokens alone.",
    body: z.strictObject({ current: presentedPassword, password }),
    answer: { status: 204 },
    refusals: ["invalid_credentials", "rate_limited"],
  }),
  getSecondFactor: defineRoute({
    ...personal,
    method: "GET",
    path: "/v1/profile/second-factor",
    summary: "Since when one is asked for a code after one's password",
    answer: {
      status: 200,
      body: z.object({
        since: instant.nullable().describe("null = one is not asked"),
        recoveryCodesLeft: z.int(),
      }),
    },
    refusals: [],
  }),
  beginSecondFactor: defineRoute({
    ...personal,
    method: "POST",
    path: "/v1/profile/second-factor",
    summary: "Begin to set up a second factor: a secret for an authenticator app",
    description:
      "For whoever signs in with a password. Nobody is asked for a code before the first one of this secret is confirmed, within ten minutes. The answer alone holds the secret.",
    body: z.strictObject({ password: presentedPassword }),
    answer: {
      status: 201,
      body: z.object({
        secret: z.string().describe("Base32, to be typed into an app"),
        uri: z.string().describe("The same for a QR code: `otpauth://totp/…`"),
      }),
    },
    refusals: ["already_set_up", "forbidden", "invalid_credentials", "rate_limited"],
  }),
  confirmSecondFactor: defineRoute({
    ...personal,
    method: "POST",
    path: "/v1/profile/second-factor/confirm",
    summary: "Set up the second factor with its first code",
    description:
      "Ends the person's other sessions. The answer alone holds their recovery codes, each good once.",
    body: z.strictObject({ code: presentedCode }),
    answer: { status: 201, body: z.object({ recoveryCodes: z.array(z.string()) }) },
    refusals: ["not_found", "second_factor_refused"],
  }),
  removeSecondFactor: defineRoute({
    ...personal,
    method: "POST",
    path: "/v1/profile/second-factor/remove",
    summary: "Remove the second factor, with the password and a code",
    description: "Ends the person's other sessions, and their recovery codes.",
    body: z.strictObject({ password: presentedPassword, code: presentedCode }),
    answer: { status: 204 },
    refusals: ["forbidden", "invalid_credentials", "not_found", "rate_limited", "second_factor_refused"],
  }),
  listSessions: defineRoute({
    ...personal,
    method: "GET",
    path: "/v1/sessions",
    summary: "Where one is signed in",
    answer: { status: 200, body: z.object({ items: z.array(ownSession) }) },
    refusals: [],
  }),
  endSession: defineRoute({
    ...personal,
    method: "DELETE",
    path: "/v1/sessions/{id}",
    summary: "End one of one's own sessions",
    params: idParams,
    answer: { status: 204 },
    refusals: ["not_found"],
  }),
  endSessions: defineRoute({
    ...personal,
    method: "DELETE",
    path: "/v1/sessions",
    summary: "Sign out everywhere, here too",
    answer: { status: 204 },
    refusals: [],
  }),
};
