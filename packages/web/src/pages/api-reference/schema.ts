import type { Operation, Reference, Schema } from "./document.ts";

type Schemas = Reference["schemas"];

/** A member of an object, or of what it holds. */
export interface Field {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

/** How deep members of members are told one by one. */
const DEEPEST = 3;

/** Every member of an object, those of objects in it behind a dot, those of lists behind `[]`. */
export function fieldsOf(
  schemas: Schemas,
  schema: Schema,
  { prefix, depth } = { prefix: "", depth: 1 },
): Field[] {
  const { properties = {}, required = [] } = objectIn(schemas, schema) ?? {};
  const fields: Field[] = [];
  for (const [name, member] of Object.entries(properties)) {
    fields.push({
      name: prefix + name,
      type: typeOf(schemas, member),
      required: required.includes(name),
      description: describe(schemas, member),
    });
    const within = { prefix: `${prefix}${name}${member.items ? "[]" : ""}.`, depth: depth + 1 };
    if (depth < DEEPEST) fields.push(...fieldsOf(schemas, member.items ?? member, within));
  }
  return fields;
}

function objectIn(schemas: Schemas, schema: Schema): Schema | undefined {
  const resolved = resolve(schemas, schema);
  if (resolved.properties) return resolved;
  const objects = (resolved.anyOf ?? []).map((one) => resolve(schemas, one)).filter((one) => one.properties);
  return objects.length === 1 ? objects[0] : undefined;
}

function resolve(schemas: Schemas, schema: Schema): Schema {
  const name = schema.$ref?.replace(/^.*\//, "");
  return (name !== undefined && schemas[name]) || schema;
}

function describe(schemas: Schemas, schema: Schema): string {
  const said = schema.description ?? resolve(schemas, schema).description ?? "";
  const fallback = schema.default === undefined ? "" : `Default: ${JSON.stringify(schema.default)}`;
  return [said, fallback].filter(Boolean).join(". ");
}

export function typeOf(schemas: Schemas, given: Schema): string {
  const schema = resolve(schemas, given);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.anyOf) return [...new Set(schema.anyOf.map((one) => typeOf(schemas, one)))].join(" | ");
  if (schema.items) return `${typeOf(schemas, schema.items)}[]`;
  return [schema.type ?? "object"].flat().join(" | ");
}

/** The least that a body has to hold, to be filled in. */
export function exampleOf(schemas: Schemas, given: Schema): unknown {
  const schema = resolve(schemas, given);
  const [chosen] = schema.anyOf ?? [];
  if (chosen) return exampleOf(schemas, chosen);
  if (!schema.properties) return schema.default ?? schema.const ?? schema.enum?.[0] ?? blankOf(schema);
  const required = Object.entries(schema.properties).filter(([name]) => schema.required?.includes(name));
  return Object.fromEntries(required.map(([name, member]) => [name, exampleOf(schemas, member)]));
}

function blankOf({ type, minimum = 1 }: Schema): unknown {
  const blanks: Record<string, unknown> = { string: "", boolean: false, array: [], object: {} };
  const number = Math.max(minimum, 1);
  return { ...blanks, integer: number, number }[[type ?? "object"].flat()[0] ?? ""] ?? null;
}

/** The example of a body as it is sent. */
export function bodyExample(schemas: Schemas, { media, schema }: NonNullable<Operation["body"]>): string {
  const example = exampleOf(schemas, schema) as Record<string, string>;
  const isForm = media === "application/x-www-form-urlencoded";
  return isForm ? new URLSearchParams(example).toString() : JSON.stringify(example, null, 2);
}
