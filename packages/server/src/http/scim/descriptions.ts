import { SCIM_SCHEMAS } from "../../contract/scim.ts";
import { LIMITS } from "../../core/limits.ts";

/** What of SCIM is spoken here (RFC 7643 §5). */
export const CONFIGURATION = {
  schemas: [SCIM_SCHEMAS.configuration],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: LIMITS.pageSize },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: "oauthbearertoken",
      name: "Access token",
      description: "A service token of the project with the scopes members:read and members:write",
      specUri: "https://www.rfc-editor.org/info/rfc6750",
      primary: true,
    },
  ],
};

export const RESOURCE_TYPES = [
  {
    schemas: [SCIM_SCHEMAS.resourceType],
    id: "User",
    name: "User",
    endpoint: "/Users",
    description: "A member of the project",
    schema: SCIM_SCHEMAS.user,
  },
];

/** The attributes that are kept (RFC 7643 §7). */
export const SCHEMAS = [
  {
    schemas: [SCIM_SCHEMAS.schema],
    id: SCIM_SCHEMAS.user,
    name: "User",
    description: "A member of the project",
    attributes: [
      attribute("userName", "The e-mail address", {
        required: true,
        uniqueness: "server",
        mutability: "immutable",
      }),
      attribute("displayName", "Read when somebody becomes a member; their own from then on"),
      attribute("name", "Read when somebody becomes a member; their own from then on", {
        type: "complex",
        subAttributes: [attribute("formatted", "The whole name")],
      }),
      attribute("emails", "The e-mail address", {
        type: "complex",
        multiValued: true,
        subAttributes: [
          attribute("value", "The address"),
          attribute("type", "work"),
          attribute("primary", "True", { type: "boolean" }),
        ],
      }),
      attribute("active", "Without it the person's tokens here are refused", {
        type: "boolean",
        mutability: "readWrite",
      }),
    ],
  },
];

function attribute(name: string, description: string, more: object = {}) {
  return {
    name,
    type: "string",
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: "readOnly",
    returned: "default",
    uniqueness: "none",
    ...more,
  };
}
