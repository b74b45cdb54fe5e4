import type { JSONSchema } from "json-schema-to-typescript";
import { compile } from "json-schema-to-typescript";
import { listRoutes } from "../../packages/server/src/contract/index.ts";
import { bodyMediaOf } from "../../packages/server/src/contract/route.ts";

interface Description {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: unknown };
}

interface Operation {
  parameters: { name: string; in: string; required: boolean; schema: JSONSchema }[];
  requestBody?: { content: Record<string, { schema: JSONSchema }> };
  responses: Record<string, { content?: Record<string, { schema: JSONSchema }> }>;
}

/** The SDK's `api.gen.ts`: one interface a component, one entry an operation, and the table of methods and paths. */
export async function sdkTypes(description: Description): Promise<string> {
  const properties: Record<string, JSONSchema> = {};
  const table: string[] = [];
  // Directories bring clients of their own.
  const called = listRoutes().filter(([, { refusalStyle }]) => refusalStyle !== "scim");
  for (const [operationId, route] of called) {
    const operation = description.paths?.[route.path]?.[route.method.toLowerCase()];
    if (!operation) throw new Error(`${operationId} is missing in the OpenAPI description`);
    properties[operationId] = { ...shapeOf(operation, route.answer.status), description: route.summary };
    const form = route.body && bodyMediaOf(route) !== "application/json" ? ", form: true" : "";
    table.push(`  ${operationId}: { method: "${route.method}", path: "${route.path}"${form} },`);
  }
  const schema = {
    ...objectOf(properties),
    title: "Operations",
    definitions: description.components?.schemas,
  };
  const types = await compile(
    JSON.parse(JSON.stringify(schema).replaceAll("#/components/schemas/", "#/definitions/")) as JSONSchema,
    "Operations",
    {
      unreachableDefinitions: true,
      bannerComment: "",
      additionalProperties: false,
      ignoreMinAndMaxItems: true,
      format: true,
      style: { printWidth: 110 },
    },
  );
  return [
    "/* Generated from the contract by «npm run generate». Do not edit. */",
    types.trim(),
    `/** Method and path of every operation, and whether its body is a form. */\nexport const operations: Record<keyof Operations, { method: string; path: string; form?: boolean }> = {\n${table.join("\n")}\n};\n`,
  ].join("\n\n");
}

function shapeOf(operation: Operation, status: number): JSONSchema {
  const answer = Object.values(operation.responses[String(status)]?.content ?? {})[0]?.schema;
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  return objectOf({
    ...parameters("params", operation, "path"),
    ...parameters("query", operation, "query"),
    ...(body && { body }),
    answer: answer ?? { tsType: "undefined" },
  });
}

function parameters(name: string, operation: Operation, place: string): Record<string, JSONSchema> {
  const found = operation.parameters.filter((parameter) => parameter.in === place);
  if (found.length === 0) return {};
  const shape = objectOf(Object.fromEntries(found.map((parameter) => [parameter.name, parameter.schema])));
  return { [name]: { ...shape, required: found.filter((one) => one.required).map((one) => one.name) } };
}

function objectOf(properties: Record<string, JSONSchema>): JSONSchema {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}
