import { z } from "zod";
import { defineRoute } from "./route.ts";

/** What an OAuth client gets to know of a token (RFC 7662 §2.2). Of one that is not good: that, and nothing else. */
const introspection = z
  .discriminatedUnion("active", [
    z.object({
      active: z.literal(true),
      scope: z.string().describe("Separated by spaces; * = all that the holder may do"),
      client_id: z.uuid().describe("The token's id: what it is called where it authenticates as a client"),
      username: z.string().describe("The holder's e-mail address; the name of a service account"),
      token_type: z.literal("Bearer"),
      exp: z.int().optional().describe("Seconds since 1970; left out = never"),
      iat: z.int().describe("Seconds since 1970"),
      sub: z.uuid().describe("The holder's id"),
      aud: z.string().describe("The project's slug"),
      iss: z.url(),
      jti: z.uuid().describe("The token's id"),
    }),
    z.object({ active: z.literal(false) }),
  ])
  .meta({ id: "Introspection" });

/** What the server says of itself to OAuth clients (RFC 8414 §2). */
const serverMetadata = z
  .object({
    issuer: z.url(),
    introspection_endpoint: z.url(),
    introspection_endpoint_auth_methods_supported: z.array(z.string()),
    revocation_endpoint: z.url(),
    revocation_endpoint_auth_methods_supported: z.array(z.string()),
    response_types_supported: z.array(z.string()).describe("None: tokens are not issued by OAuth flows"),
    grant_types_supported: z.array(z.string()),
    scopes_supported: z.array(z.string()).describe("Tokenhouse's own; a project adds its API's"),
  })
  .meta({ id: "AuthorizationServerMetadata" });

/** The refusal of RFC 6749 §5.2. */
export const oauthError = z
  .object({ error: z.string(), error_description: z.string() })
  .meta({ id: "OAuthError" });

/** Members that these routes do not know are ignored, as the standards ask. */
const presented = z.object({
  token: z.string().min(1).describe("The value"),
  token_type_hint: z.string().optional().describe("Not needed: there is one type of token"),
  client_id: z.string().optional().describe("The id of the token that authenticates"),
  client_secret: z.string().optional().describe("Its value"),
});

const oauth = { tag: "OAuth", refusalStyle: "oauth" } as const;
const forClients = { ...oauth, method: "POST", credentials: ["bearer", "client"] } as const;

export const oauthRoutes = {
  introspectToken: defineRoute({
    ...forClients,
    path: "/oauth/introspect",
    summary: "Check a token, as RFC 7662 has it",
    description:
      "The caller is a token of the same project with the scope tokens:verify: as Bearer, or as an OAuth client whose client_id is the token's id and whose client_secret is its value. A used-up rate limit does not make a token inactive, and asking takes nothing from it.",
    permission: "tokens:verify",
    body: presented.extend({
      ip: z.union([z.ipv4(), z.ipv6()]).optional().describe("Where the token came from (RFC 7662 §2.1)"),
    }),
    answer: { status: 200, body: introspection },
    refusals: [],
  }),
  revokePresentedToken: defineRoute({
    ...forClients,
    path: "/oauth/revoke",
    summary: "Revoke a token by its value, as RFC 7009 has it",
    description:
      "Every token may revoke itself; another one of the same holder, or of the project for its owner and administrators, takes the scope tokens:write. A value that is unknown or over already is no fault. A revoked token can be restored.",
    body: presented,
    answer: { status: 200 },
    refusals: ["insufficient_scope"],
  }),
  getAuthorizationServer: defineRoute({
    ...oauth,
    method: "GET",
    path: "/.well-known/oauth-authorization-server",
    summary: "Where OAuth clients find what (RFC 8414)",
    credentials: [],
    answer: { status: 200, body: serverMetadata },
    refusals: [],
  }),
};
