import { z } from "zod";
import { ROLES, TOKEN_ACCESS } from "../core/policy.ts";
import { defineRoute } from "./route.ts";
import { email, idParams, instant, label, password, role } from "./schemas.ts";
import { pageOf, pageQuery } from "./tokens.ts";

/** A person in a project. `id` is the user's id. */
const member = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role,
    tokenAccess: z.enum(TOKEN_ACCESS),
    mayGenerate: z.boolean().describe("What role, token access, the project's setting and its plan come to"),
    active: z.boolean(),
    invited: z.boolean().describe("Has no way yet to sign in: no password, and no identity elsewhere"),
    asked: z.boolean().describe("Has asked to join and waits to be let in, which active does"),
    secondFactor: z.boolean().describe("Is asked for a one-time code after their password"),
    activeTokens: z.int(),
    createdAt: instant,
  })
  .meta({ id: "Member" });

const administration = { credentials: ["bearer", "session"], tag: "Members" } as const;

export const memberRoutes = {
  listMembers: defineRoute({
    ...administration,
    method: "GET",
    path: "/v1/members",
    summary: "List the project's members",
    permission: "members:read",
    query: pageQuery.extend({
      search: z.string().max(255).optional().describe("Part of name or e-mail address"),
    }),
    answer: { status: 200, body: pageOf(member) },
    refusals: [],
  }),
  addMember: defineRoute({
    ...administration,
    method: "POST",
    path: "/v1/members",
    summary: "Add a person to the project",
    description:
      "Without a password the answer holds a one-time link with which the person chooses one. Somebody who has an " +
      "account in this installation already needs neither. Only an owner makes owners.",
    permission: "members:write",
    body: z.strictObject({ email, name: label, role: z.enum(ROLES), password: password.optional() }),
    answer: { status: 201, body: z.object({ member, invitationLink: z.string().optional() }) },
    refusals: ["name_taken"],
  }),
  changeMember: defineRoute({
    ...administration,
    method: "PATCH",
    path: "/v1/members/{id}",
    summary: "Change a member's role, right to tokens, password, second factor or activity",
    description:
      "What is left out stays. A role takes effect on the next request, for existing tokens too. A new password, and " +
      "a second factor taken away, end the person's sessions. endTokens also revokes their tokens in this project.",
    permission: "members:write",
    params: idParams,
    body: z
      .strictObject({
        role: z.enum(ROLES),
        tokenAccess: z.enum(TOKEN_ACCESS),
        active: z.boolean(),
        password,
        secondFactor: z.literal(false).describe("Takes their second factor away, for whoever has lost it"),
        endTokens: z.boolean(),
      })
      .partial(),
    answer: { status: 200, body: z.object({ member }) },
    refusals: ["not_found", "last_owner"],
  }),
  inviteMember: defineRoute({
    ...administration,
    method: "POST",
    path: "/v1/members/{id}/invitation",
    summary: "A new one-time link for somebody who has not chosen a password yet; the one before ends",
    permission: "members:write",
    params: idParams,
    answer: { status: 201, body: z.object({ member, invitationLink: z.string() }) },
    refusals: ["not_found", "already_set_up"],
  }),
  removeMember: defineRoute({
    ...administration,
    method: "DELETE",
    path: "/v1/members/{id}",
    summary: "Remove a member; their personal tokens in this project are revoked",
    permission: "members:write",
    params: idParams,
    answer: { status: 204 },
    refusals: ["not_found", "last_owner"],
  }),
};
