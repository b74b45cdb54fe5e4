import { z } from "zod";
import { defineRoute } from "./route.ts";
import { idParams, instant, label, password, presentedPassword, user } from "./schemas.ts";

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
