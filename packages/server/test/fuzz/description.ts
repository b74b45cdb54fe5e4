import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";

/** As much of JSON Schema as the description uses. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: string[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
}

export interface Parameter {
  name: string;
  in: "path" | "query";
  required: boolean;
  schema: Schema;
}

interface Described {
  operationId: string;
  parameters: Parameter[];
  security: Record<string, string[]>[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
  "x-any-method"?: true;
}

export interface Operation extends Omit<Described, "security"> {
  /** In capitals. */
  method: string;
  /** With its parameters in braces. */
  path: string;
  /** The carriers that it takes. */
  carriers: string[];
}

interface Description {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

const text = readFileSync(join(import.meta.dirname, "../../../../docs/reference/openapi.json"), "utf8");
const description = JSON.parse(text) as Description;

export const operations: readonly Operation[] = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { security, ...described }]) =>
    Object.assign(described, {
      carriers: security.flatMap((one) => Object.keys(one)),
      method: method.toUpperCase(),
      path,
    }),
  ),
);

export function getSchema({ $ref = "" }: Schema): Schema {
  const found = description.components.schemas[$ref.replace("#/components/schemas/", "")];
  if (!found) throw new Error(`The description has no ${$ref}`);
  return found;
}

/** Every operation at an address, by its methods; none where it is nobody's. */
export function operationsAt(path: string): Operation[] {
  const found = operations.filter((operation) => patternOf(operation.path).test(path));
  // A path without parameters goes before one that has some: /v1/tokens/summary is no token's id.
  const literal = found.filter((operation) => operation.path === path);
  return literal.length > 0 ? literal : found;
}

const patterns = new Map<string, RegExp>();

function patternOf(path: string): RegExp {
  const known = patterns.get(path);
  if (known) return known;
  const source = path
    .replaceAll(".", String.raw`\.`)
    .replace("{path}", ".*")
    .replaceAll(/\{\w+\}/g, "[^/]*");
  const pattern = new RegExp(`^${source}$`);
  patterns.set(path, pattern);
  return pattern;
}

const judge = new Ajv2020({ strict: false, validateFormats: false });
judge.addSchema(description, "openapi");

/** What is wrong with a body by the description; undefined = nothing. */
export function faultOfBody(
  { path, method }: Operation,
  { status, media, body }: { status: number; media: string; body: unknown },
): string | undefined {
  const pointer = [
    "paths",
    path,
    method.toLowerCase(),
    "responses",
    String(status),
    "content",
    media,
    "schema",
  ];
  const $ref = `openapi#/${pointer.map((part) => encodeURIComponent(part.replaceAll("/", "~1"))).join("/")}`;
  const validate = judge.getSchema($ref);
  if (!validate) return `no schema at ${$ref}`;
  return validate(body) ? undefined : judge.errorsText(validate.errors);
}
