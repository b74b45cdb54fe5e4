import { z } from "zod";
import { ENTITLEMENTS } from "../core/policy.ts";
import { defineRoute } from "./route.ts";
import { email, idParams, instant, label, project } from "./schemas.ts";

const entitlements = z
  .array(z.enum(ENTITLEMENTS))
  .refine((list) => new Set(list).size === list.length, "must not name an entitlement twice");

/** A project as whoever runs the installation sees it. */
const projectEntry = project
  .extend({
    plan: z.string(),
    entitlements: z.array(z.enum(ENTITLEMENTS)),
    closed: z.boolean(),
    members: z.int(),
    activeTokens: z.int(),
    createdAt: instant,
  })
  .meta({ id: "ProjectEntry" });

const operation = {
  credentials: ["session"],
  withoutProject: true,
  operator: true,
  tag: "Projects",
} as const;

const slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    "must be 1 to 63 lower-case letters, digits and inner hyphens",
  );

export const projectRoutes = {
  listProjects: defineRoute({
    ...operation,
    method: "GET",
    path: "/v1/projects",
    summary: "List the installation's projects",
    answer: { status: 200, body: z.object({ items: z.array(projectEntry) }) },
    refusals: [],
  }),
  addProject: defineRoute({
    ...operation,
    method: "POST",
    path: "/v1/projects",
    summary: "Create a project; the caller, or the person named, becomes its owner",
    body: z.strictObject({
      name: label,
      slug: slug.optional().describe("Left out = made from the name"),
      owner: email.optional().describe("Somebody who has an account here"),
      plan: label.default("everything"),
      entitlements: entitlements.default([...ENTITLEMENTS]),
    }),
    answer: { status: 201, body: z.object({ project: projectEntry }) },
    refusals: ["name_taken", "not_found"],
  }),
  changeProject: defineRoute({
    ...operation,
    method: "PATCH",
    path: "/v1/projects/{id}",
    summary: "Rename, close or reopen a project, or change its plan",
    description: "A closed project's tokens are refused and nobody can enter it; reopened, all is as it was.",
    params: idParams,
    body: z.strictObject({ name: label, plan: label, entitlements, closed: z.boolean() }).partial(),
    answer: { status: 200, body: z.object({ project: projectEntry }) },
    refusals: ["not_found"],
  }),
};
