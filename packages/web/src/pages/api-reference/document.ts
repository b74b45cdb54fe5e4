import { queryOptions } from "@tanstack/react-query";

/** As much of JSON Schema as the description of the API uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  default?: unknown;
  minimum?: number;
}

export interface Parameter {
  name: string;
  in: "path" | "query";
  required: boolean;
  schema: Schema;
}

/** A route as it can be looked up and tried. */
export interface Operation {
  operationId: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  /** Which credentials it takes; none where it asks for none. */
  credentials: string[];
  scope: string | undefined;
  parameters: Parameter[];
  body: { media: string; schema: Schema } | undefined;
  answers: { status: string; says: string; schema: Schema | undefined }[];
}

interface Content {
  content?: Record<string, { schema: Schema }>;
}

interface Described {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content & { description: string }>;
}

interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

export interface Reference {
  operations: Operation[];
  /** What `$ref` names. */
  schemas: Record<string, Schema>;
}

/** The description that this page was built with: it is there for whoever is not signed in, too. */
export const referenceQuery = queryOptions({
  queryKey: ["api-reference"],
  queryFn: async (): Promise<Reference> => {
    const { default: text } = await import("../../../../../docs/reference/openapi.json?raw");
    return readReference(JSON.parse(text) as Document);
  },
  staleTime: Infinity,
});

export function readReference({ paths, components }: Document): Reference {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operationOf(path, method, described)),
  );
  return { operations, schemas: components.schemas };
}

function operationOf(path: string, method: string, described: Described): Operation {
  const { operationId, tags, summary, description = "", security, parameters, requestBody } = described;
  const credentials = security.flatMap((one) => Object.keys(one));
  const [media, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return {
    operationId,
    method: method.toUpperCase(),
    path,
    tag: tags[0] ?? "",
    summary,
    description,
    credentials,
    scope: security.flatMap((one) => Object.values(one).flat())[0],
    parameters,
    body: media !== undefined && body ? { media, schema: body.schema } : undefined,
    answers: Object.entries(described.responses).map(([status, answer]) => ({
      status,
      says: answer.description,
      schema: Object.values(answer.content ?? {})[0]?.schema,
    })),
  };
}

/** Those in which all words stand: in the path, the summary or the operation's name. */
export function findOperations(operations: readonly Operation[], search: string): Operation[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter(({ method, path, summary, operationId, tag }) => {
    const text = `${method} ${path} ${summary} ${operationId} ${tag}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
