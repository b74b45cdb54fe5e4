import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { defineRoute } from "./route.ts";
import { idParams, note } from "./schemas.ts";

/** The names of SCIM's messages and resources (RFC 7643 §8.7.1, RFC 7644 §8.2). */
export const SCIM_SCHEMAS = {
  user: "urn:ietf:params:scim:schemas:core:2.0:User",
  schema: "urn:ietf:params:scim:schemas:core:2.0:Schema",
  resourceType: "urn:ietf:params:scim:schemas:core:2.0:ResourceType",
  configuration: "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
  list: "urn:ietf:params:scim:api:messages:2.0:ListResponse",
  patch: "urn:ietf:params:scim:api:messages:2.0:PatchOp",
  error: "urn:ietf:params:scim:api:messages:2.0:Error",
} as const;

export const SCIM_MEDIA = "application/scim+json";

const schemas = z.array(z.string());

/** A member of the project as SCIM shows a user (RFC 7643 §4.1). `id` is the member's id. */
const scimUser = z
  .object({
    schemas,
    id: z.uuid(),
    externalId: z.string().optional().describe("What the directory calls them"),
    userName: z.string().describe("The e-mail address"),
    displayName: z.string(),
    name: z.object({ formatted: z.string() }),
    emails: z.array(z.object({ value: z.string(), type: z.literal("work"), primary: z.literal(true) })),
    active: z.boolean(),
    meta: z.object({ resourceType: z.literal("User"), created: z.string(), location: z.url() }),
  })
  .meta({ id: "ScimUser" });

function scimListOf<T extends z.ZodType>(resource: T) {
  return z.object({
    schemas,
    totalResults: z.int(),
    startIndex: z.int(),
    itemsPerPage: z.int(),
    Resources: z.array(resource),
  });
}

/** The refusal of RFC 7644 §3.12. */
export const scimError = z
  .object({ schemas, status: z.string(), scimType: z.string().optional(), detail: z.string() })
  .meta({ id: "ScimError" });

const externalId = note.min(1).max(LIMITS.nameLength);
const namePart = z.string().nullish();
/** Entra ID writes truth as a word. */
const activity = z.union([z.boolean(), z.stringbool({ truthy: ["true"], falsy: ["false"] })]);

/** Members that are not kept are ignored, as the standard has it. */
const sentUser = z.object({
  userName: z
    .email("must be the person's e-mail address: let the directory send it as userName")
    .max(LIMITS.emailLength),
  externalId: externalId.nullish(),
  displayName: namePart,
  name: z.object({ formatted: namePart, givenName: namePart, familyName: namePart }).nullish(),
  emails: z.array(z.object({ value: z.string() })).nullish(),
  active: activity.optional(),
});

/** What a modification may set; everything else that one names is not kept. */
export const scimChange = z.object({
  userName: z.string().optional(),
  externalId: externalId.nullable().optional(),
  active: activity.optional(),
});

const operation = z.object({
  op: z.string().describe("add, replace or remove"),
  path: z.string().max(LIMITS.scimPathLength).optional(),
  value: z.unknown().optional(),
});

const scim = {
  tag: "SCIM",
  credentials: ["bearer"],
  refusalStyle: "scim",
} as const;
const user = { status: 200, body: scimUser, media: SCIM_MEDIA } as const;
const description = { status: 200, body: z.looseObject({ schemas }), media: SCIM_MEDIA } as const;

export const scimRoutes = {
  listScimUsers: defineRoute({
    ...scim,
    method: "GET",
    path: "/scim/v2/Users",
    summary: "List the project's members (RFC 7644 §3.4.2)",
    description:
      'The filter is one comparison by eq of userName, emails.value, externalId or id with a string, such as userName eq "ada@example.com".',
    permission: "members:read",
    query: z.object({
      filter: z.string().max(LIMITS.scimFilterLength).optional(),
      startIndex: z.coerce.number().int().default(1).describe("The first of them is 1"),
      count: z.coerce.number().int().default(LIMITS.defaultPageSize),
    }),
    answer: { status: 200, body: scimListOf(scimUser), media: SCIM_MEDIA },
    refusals: [],
  }),
  createScimUser: defineRoute({
    ...scim,
    method: "POST",
    path: "/scim/v2/Users",
    summary: "Make somebody of the directory a member (RFC 7644 §3.3)",
    description:
      "They sign in by the identity provider; no invitation is made. userName is their e-mail address, which emails, where sent, must hold as well.",
    permission: "members:write",
    body: sentUser,
    answer: {
      status: 201,
      body: scimUser,
      media: SCIM_MEDIA,
      headers: { Location: "The address of the user" },
    },
    refusals: ["name_taken"],
  }),
  getScimUser: defineRoute({
    ...scim,
    method: "GET",
    path: "/scim/v2/Users/{id}",
    summary: "Show one member (RFC 7644 §3.4.1)",
    permission: "members:read",
    params: idParams,
    answer: user,
    refusals: [],
  }),
  replaceScimUser: defineRoute({
    ...scim,
    method: "PUT",
    path: "/scim/v2/Users/{id}",
    summary: "Deactivate or reactivate a member (RFC 7644 §3.5.1)",
    description:
      "Without active their tokens here are refused, from the answer on. What is left out stays; a name is its person's own once they are a member, and is not changed.",
    permission: "members:write",
    params: idParams,
    body: sentUser,
    answer: user,
    refusals: [],
  }),
  changeScimUser: defineRoute({
    ...scim,
    method: "PATCH",
    path: "/scim/v2/Users/{id}",
    summary: "Deactivate or reactivate a member by single operations (RFC 7644 §3.5.2)",
    description:
      "active and externalId can be set; other attributes are not kept. All operations are done, or none.",
    permission: "members:write",
    params: idParams,
    body: z.object({ Operations: z.array(operation).min(1).max(LIMITS.scimOperations) }),
    answer: user,
    refusals: [],
  }),
  removeScimUser: defineRoute({
    ...scim,
    method: "DELETE",
    path: "/scim/v2/Users/{id}",
    summary: "Remove a member; their personal tokens in this project are revoked (RFC 7644 §3.6)",
    permission: "members:write",
    params: idParams,
    answer: { status: 204 },
    refusals: [],
  }),
  getScimConfiguration: defineRoute({
    ...scim,
    credentials: [],
    method: "GET",
    path: "/scim/v2/ServiceProviderConfig",
    summary: "What of SCIM is spoken here (RFC 7644 §4)",
    answer: description,
    refusals: [],
  }),
  listScimResourceTypes: defineRoute({
    ...scim,
    credentials: [],
    method: "GET",
    path: "/scim/v2/ResourceTypes",
    summary: "What SCIM finds here: users (RFC 7644 §4)",
    answer: description,
    refusals: [],
  }),
  listScimSchemas: defineRoute({
    ...scim,
    credentials: [],
    method: "GET",
    path: "/scim/v2/Schemas",
    summary: "The attributes of users (RFC 7644 §4)",
    answer: description,
    refusals: [],
  }),
};
