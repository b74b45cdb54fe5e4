import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { defineRoute } from "./route.ts";

/**
 * What a proxy hands on to the API behind it, in the names of two families that APIs know. Each stands in every 200,
 * empty when there is nothing to tell, so that a proxy that copies it always replaces what a caller sent under its name.
 * Whatever is no printable ASCII, and `%` itself, is percent-encoded UTF-8.
 */
export const IDENTITY_HEADERS = {
  "X-Auth-Request-User": "The holder's id, which never changes",
  "X-Auth-Request-Name": "The holder's name",
  "X-Auth-Request-Email": "The holder's e-mail address; empty for a service account",
  "X-Auth-Request-Groups": "The holder's role in the project",
  "X-Auth-Request-Scopes": "The token's scopes, separated by spaces",
  "X-Auth-Request-Token-Id": "The token's id",
  "X-Auth-Request-Project": "The project's slug",
  "Remote-User": "As X-Auth-Request-User",
  "Remote-Name": "As X-Auth-Request-Name",
  "Remote-Email": "As X-Auth-Request-Email",
  "Remote-Groups": "As X-Auth-Request-Groups",
} as const;

/** The operator's demands where Envoy asks with the caller's own path, whose query is the caller's, too. */
export const DEMAND_HEADERS = { scope: "X-Tokenhouse-Scope", project: "X-Tokenhouse-Project" } as const;

const demands = {
  scope: z
    .string()
    .max(LIMITS.scopesPerToken * (LIMITS.scopeLength + 1))
    .optional()
    .describe("Scopes that the caller must hold, separated by spaces or commas; may be repeated"),
  project: z.string().optional().describe("The slug of the project that the token must belong to"),
};

const question = {
  method: "GET",
  anyMethod: true,
  tag: "Proxies",
  credentials: ["bearer"],
  query: z.strictObject(demands),
  answer: { status: 200, headers: IDENTITY_HEADERS },
  refusals: [
    "invalid_request",
    "authentication_required",
    "invalid_token",
    "insufficient_scope",
    "rate_limited",
    "internal_error",
    "unavailable",
  ],
} as const;

/** Asked by a proxy on behalf of whoever calls the API behind it, with the caller's own token. */
export const proxyRoutes = {
  checkForNginx: defineRoute({
    ...question,
    path: "/auth/nginx",
    summary: "Let a request through nginx, or not",
    description:
      "For auth_request, which knows 401 and 403 and makes everything else a 500: the code of a refusal is in X-Auth-Reason, a rate limit is 403, and a faulty question is 401 or 403. Scopes and project are fixed in the proxy's configuration.",
    statuses: { invalid_request: [401, 403], rate_limited: [403], internal_error: [503] },
  }),
  checkForForward: defineRoute({
    ...question,
    path: "/auth/forward",
    summary: "Let a request through Caddy, Traefik or HAProxy, or not",
    description:
      "For proxies that pass the refusal on to the caller as it is. Scopes and project are fixed in the proxy's configuration.",
  }),
  checkForEnvoy: defineRoute({
    ...question,
    path: "/auth/envoy/{path}",
    params: z.object({ path: z.string().describe("The path of the caller's own request, of any depth") }),
    summary: "Let a request through Envoy, or not",
    description:
      "For ext_authz, which asks with the caller's own method and path. The operator's scopes and project come in the headers X-Tokenhouse-Scope and X-Tokenhouse-Project; with either of them the query is the caller's alone and means nothing here. At /auth/envoy itself the query is the operator's.",
  }),
};
