import { z } from "zod";
import { exception } from "./dataprep.ts";
import { listDescribedRoutes } from "./index.ts";
import { oauthError } from "./oauth.ts";
import type { Route } from "./route.ts";
import { bodyMediaOf, MUST_BE_SENT, refusalsOf, statusesOf } from "./route.ts";
import { problem } from "./schemas.ts";
import { SCIM_MEDIA, scimError } from "./scim.ts";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of every declared route. */
export function openApi(): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const [operationId, route] of listDescribedRoutes()) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(operationId, route, components),
    };
  }
  for (const schema of [problem, oauthError, scimError, exception]) schemaOf(schema, "output", components);
  return {
    openapi: "3.1.0",
    info: {
      title: "Tokenhouse",
      version: "1",
      description: "Issues, lists, checks and ends API access tokens.",
    },
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "tokenhouse_session" },
        basic: {
          type: "http",
          scheme: "basic",
          description:
            "E-mail and password. Somebody with a second factor sends a code of it in the header Tokenhouse-Code.",
        },
        client: {
          type: "http",
          scheme: "basic",
          description: "A token's id and its value; client_id and client_secret in the form do as well",
        },
      },
    },
  };
}

function operationOf(operationId: string, route: Route, components: Json): Json {
  const { answer, body } = route;
  return {
    operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(route.anyMethod && { "x-any-method": true }),
    security: route.credentials.map((carrier) => ({ [carrier]: route.permission ? [route.permission] : [] })),
    parameters: [...parametersOf("path", route.params), ...parametersOf("query", route.query)],
    ...(body && {
      requestBody: {
        required: true,
        content: { [bodyMediaOf(route)]: { schema: schemaOf(body, "input", components) } },
      },
    }),
    responses: {
      [answer.status]: {
        description: "Success",
        ...(answer.headers && { headers: headersOf(answer.headers) }),
        ...(answer.body && {
          content: { [answer.media ?? JSON_MEDIA]: { schema: schemaOf(answer.body, "output", components) } },
        }),
      },
      ...refusalResponses(route),
    },
  };
}

function parametersOf(place: "path" | "query", schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

function refusalResponses(route: Route): Json {
  const told = refusalsOf(route).flatMap((code) =>
    statusesOf(route, code).map((status) => ({ status, code })),
  );
  const byStatus = Map.groupBy(told, ({ status }) => String(status));
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map(({ code }) => code).join(", "),
        content: REFUSALS[route.refusalStyle ?? "problem"],
      },
    ]),
  );
}

function headersOf(headers: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );
}

const JSON_MEDIA = "application/json";

const REFUSALS = {
  problem: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  exception: { [JSON_MEDIA]: { schema: { $ref: "#/components/schemas/Exception" } } },
  oauth: { [JSON_MEDIA]: { schema: { $ref: "#/components/schemas/OAuthError" } } },
  scim: { [SCIM_MEDIA]: { schema: { $ref: "#/components/schemas/ScimError" } } },
};

/** Lists the members that are marked as ones to be sent, and takes the mark away. */
function requireMarked({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  for (const [name, member] of Object.entries(jsonSchema.properties ?? {})) {
    if (typeof member !== "object" || !(MUST_BE_SENT in member)) continue;
    jsonSchema.required = [...(jsonSchema.required ?? []), name];
    delete member[MUST_BE_SENT];
  }
}

/** A zod schema as JSON Schema; those with an id become components. */
function schemaOf(schema: z.ZodType, io: "input" | "output", components: Json): Json {
  const text = JSON.stringify(
    z.toJSONSchema(schema, { io, unrepresentable: "any", override: requireMarked }),
  );
  const {
    $defs = {},
    $schema: _,
    ...rest
  } = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as Json & { $defs?: Json };
  const { id, ...plain } = rest;
  for (const [name, definition] of Object.entries($defs)) components[name] = withoutId(definition as Json);
  if (typeof id !== "string") return rest;
  components[id] = plain;
  return { $ref: `#/components/schemas/${id}` };
}

function withoutId({ id: _, ...definition }: Json): Json {
  return definition;
}
