import { z } from "zod";
import { SERVICE_ROLES } from "../core/policy.ts";
import { defineRoute } from "./route.ts";
import { idParams, instant, label } from "./schemas.ts";
import { newToken, pageOf, pageQuery, token } from "./tokens.ts";

/** A holder of tokens that is no person and cannot sign in. */
const serviceAccount = z
  .object({
    id: z.uuid(),
    name: z.string(),
    handle: z.string().describe("The name for machines: pipeline_automation@service"),
    role: z.enum(SERVICE_ROLES),
    active: z.boolean(),
    activeTokens: z.int(),
    createdAt: instant,
  })
  .meta({ id: "ServiceAccount" });

const administration = {
  credentials: ["bearer", "session"],
  tag: "Service accounts",
  entitlement: "serviceAccounts",
} as const;

export const serviceAccountRoutes = {
  listServiceAccounts: defineRoute({
    ...administration,
    method: "GET",
    path: "/v1/service-accounts",
    summary: "List the project's service accounts",
    permission: "members:read",
    query: pageQuery.extend({ search: z.string().max(255).optional().describe("Part of name or handle") }),
    answer: { status: 200, body: pageOf(serviceAccount) },
    refusals: [],
  }),
  addServiceAccount: defineRoute({
    ...administration,
    method: "POST",
    path: "/v1/service-accounts",
    summary: "Create a service account",
    permission: "members:write",
    body: z.strictObject({ name: label, role: z.enum(SERVICE_ROLES) }),
    answer: { status: 201, body: z.object({ serviceAccount }) },
    refusals: ["name_taken"],
  }),
  getServiceAccount: defineRoute({
    ...administration,
    method: "GET",
    path: "/v1/service-accounts/{id}",
    summary: "Show one service account",
    permission: "members:read",
    params: idParams,
    answer: { status: 200, body: serviceAccount },
    refusals: ["not_found"],
  }),
  changeServiceAccount: defineRoute({
    ...administration,
    method: "PATCH",
    path: "/v1/service-accounts/{id}",
    summary: "Change a service account's name, role or activity",
    description:
      "One with active tokens is not deactivated, unless revokeTokens says to revoke them all in the same step.",
    permission: "members:write",
    params: idParams,
    body: z
      .strictObject({
        name: label,
        role: z.enum(SERVICE_ROLES),
        active: z.boolean(),
        revokeTokens: z.boolean(),
      })
      .partial(),
    answer: { status: 200, body: z.object({ serviceAccount }) },
    refusals: ["not_found", "name_taken", "has_active_tokens"],
  }),
  removeServiceAccount: defineRoute({
    ...administration,
    method: "DELETE",
    path: "/v1/service-accounts/{id}",
    summary: "Delete a service account that has no active tokens, with those that are over",
    permission: "members:write",
    params: idParams,
    answer: { status: 204 },
    refusals: ["not_found", "has_active_tokens"],
  }),
  createServiceToken: defineRoute({
    ...administration,
    method: "POST",
    path: "/v1/service-accounts/{id}/tokens",
    summary: "Generate a service token",
    description: "The only answer that ever holds the value. It outlives whoever made it.",
    permission: "members:write",
    params: idParams,
    body: newToken,
    answer: { status: 201, body: z.object({ value: z.string(), token }) },
    refusals: ["not_found", "name_taken", "not_active", "idempotency_key_used", "idempotency_key_mismatch"],
  }),
};
