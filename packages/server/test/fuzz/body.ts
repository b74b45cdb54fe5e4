import type { Arbitrary } from "fast-check";
import * as fc from "fast-check";
import type { Schema } from "./description.ts";
import { getSchema } from "./description.ts";
import { MEMBERS, NUMBERS, TEXTS } from "./hostile.ts";
import { PEOPLE, SPARES, TOKENS } from "./world.ts";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const tokens = fc.constantFrom(...TOKENS);
const people = fc.constantFrom(...PEOPLE);
const scopes = fc.constantFrom("orders:read", "orders:write:eu/*", "tokens:read", "tokens:verify", "*");
const lifetimes = fc.oneof(fc.integer({ min: 1, max: 365 }), fc.constant(-1));
const instants = fc.constantFrom(
  "2026-11-22T12:00:00.000Z",
  "2025-01-01T00:00:00.000Z",
  "2030-06-01T00:00:00.000Z",
);
const newPasswords = fc.integer({ min: 0, max: 9 }).map((n) => `plum-Lantern-${n}-orbit`);
const ids = fc.integer({ min: 0, max: SPARES - 1 }).map((n) => `{{id.spare${n}}}`);

/** What is right under a name, where a schema alone does not say it. */
const RIGHT: Record<string, Arbitrary<Json>> = {
  token: tokens.map((name) => `{{value.${name}}}`),
  client_id: tokens.map((name) => `{{id.${name}}}`),
  client_secret: tokens.map((name) => `{{value.${name}}}`),
  digest: tokens.map((name) => `{{digest.${name}}}`),
  scope: scopes,
  scopes: fc.uniqueArray(scopes, { minLength: 1, maxLength: 3 }),
  scopeCatalogue: fc.uniqueArray(
    scopes.map((scope) => ({ scope, description: "" })),
    {
      maxLength: 3,
      selector: ({ scope }) => scope,
    },
  ),
  entitlements: fc.constantFrom(["accessTokens", "serviceAccounts"], ["accessTokens"], []),
  ids: fc.uniqueArray(ids, { minLength: 1, maxLength: 4 }),
  tokenId: ids,
  denialId: fc.uuid({ version: 4 }),
  lifetimeDays: lifetimes,
  maxLifetimeDays: lifetimes,
  defaultLifetimeDays: lifetimes,
  lifetimeSeconds: fc.integer({ min: 1, max: 1_000_000 }),
  ip: fc.oneof(fc.ipV4(), fc.ipV6()),
  ipAllowList: fc.constantFrom(["127.0.0.0/8"], ["10.0.0.0/8", "::1"], []),
  lastUsedAt: instants,
  at: instants,
  email: fc.oneof(
    people.map((name) => `{{email.${name}}}`),
    fc.integer({ min: 0, max: 99 }).map((n) => `p${n}@example.com`),
  ),
  owner: people.map((name) => `{{email.${name}}}`),
  password: fc.oneof(
    people.map((name) => `{{password.${name}}}`),
    newPasswords,
  ),
  current: people.map((name) => `{{password.${name}}}`),
  secret: fc.constantFrom("{{invitation}}", "x"),
  slug: fc.stringMatching(/^[a-z0-9]{8}$/),
  plan: fc.constantFrom("everything", "small"),
  applied: fc.integer({ min: 0, max: 100 }),
  atLeast: fc.constantFrom(0, 1),
  // Off, it would end all that comes after it.
  tokensEnabled: fc.constant(true),
  expiresWithinDays: fc.integer({ min: 1, max: 3650 }),
  cursor: fc.constantFrom("{{cursor.tokens}}", "{{cursor.project}}", "{{cursor.audit}}"),
  holder: people.map((name) => `{{member.${name}}}`),
  actor: people.map((name) => `{{member.${name}}}`),
};

/** Values that a schema takes, most of them. */
export function valuesOf(schema: Schema, name = ""): Arbitrary<Json> {
  return RIGHT[name] ?? bySchema(schema);
}

function bySchema(schema: Schema): Arbitrary<Json> {
  if (schema.$ref !== undefined) return bySchema(getSchema(schema));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return fc.oneof(...either.map((one) => valuesOf(one)));
  return BY_TYPE[schema.type ?? ""]?.(schema) ?? textsOf(schema);
}

const BY_TYPE: Record<string, (schema: Schema) => Arbitrary<Json>> = {
  object: membersOf,
  array: ({ items = {}, minItems = 0, maxItems = 3 }) =>
    fc.array(valuesOf(items), { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3)) }),
  integer: ({ minimum = -1, maximum = 1000 }) =>
    fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 31) }),
  boolean: () => fc.boolean(),
  null: () => fc.constant(null),
};

function membersOf({ properties = {}, required = [] }: Schema): Arbitrary<Json> {
  const members = Object.entries(properties).map(([name, member]) => [name, valuesOf(member, name)] as const);
  return fc.record(Object.fromEntries(members), { requiredKeys: required });
}

function textsOf({ format, minLength = 1, maxLength = 40 }: Schema): Arbitrary<Json> {
  if (format === "uuid") return ids;
  if (format === "date-time") return instants;
  const lengths = { minLength, maxLength: Math.min(maxLength, 40) };
  return fc.oneof(
    fc.string({ ...lengths, unit: "grapheme-ascii" }),
    fc.string({ ...lengths, unit: "grapheme" }),
  );
}

export const hostileValues: Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(...TEXTS),
  fc.constantFrom<Json[]>(...NUMBERS),
  fc.constantFrom<Json[]>(null, true, false, [], {}, [7], [[]], [null], { a: 1 }, "{{value.owner}}"),
  fc.array(scopes, { minLength: 101, maxLength: 120 }),
  fc.constant(Array.from({ length: 10_000 }, (_, n) => `s${n}:read`)),
);

/** One thing done to a value: at a place in it, counted from its start. */
export type Mutation =
  | { kind: "put"; at: number; value: Json }
  | { kind: "drop"; at: number }
  | { kind: "add"; name: string; value: Json };

export const mutations: Arbitrary<Mutation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("put" as const), at: fc.nat(20), value: hostileValues }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop" as const), at: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("add" as const),
      name: fc.constantFrom(...MEMBERS),
      value: hostileValues,
    }),
  },
);

export function mutate(value: Json, mutation: Mutation): Json {
  if (mutation.kind === "add") {
    return isMembers(value)
      ? Object.fromEntries([...Object.entries(value), [mutation.name, mutation.value]])
      : value;
  }
  let left = mutation.at % countOf(value);
  const walk = (node: Json): Json | undefined => {
    if (left-- === 0) return mutation.kind === "put" ? mutation.value : undefined;
    if (Array.isArray(node)) return node.flatMap((item) => walk(item) ?? []);
    if (!isMembers(node)) return node;
    return Object.fromEntries(
      Object.entries(node).flatMap(([name, member]) => {
        const walked = walk(member);
        return walked === undefined ? [] : [[name, walked]];
      }),
    );
  };
  return walk(value) ?? null;
}

function countOf(value: Json): number {
  if (Array.isArray(value)) return 1 + value.reduce<number>((sum, item) => sum + countOf(item), 0);
  if (!isMembers(value)) return 1;
  return 1 + Object.values(value).reduce<number>((sum, member) => sum + countOf(member), 0);
}

function isMembers(value: Json): value is { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is done to the text of a body. */
export const distortions: Arbitrary<(text: string) => string> = fc.oneof(
  fc.nat(200).map((at) => named(`cut at ${at}`, (text: string) => text.slice(0, at))),
  fc.constantFrom(
    named("a member twice", (text: string) => text.replace(/^\{("[^"]*"):/, "{$1:1,$1:")),
    named("a byte order mark", (text: string) => `\ufeff${text}`),
    named("something after it", (text: string) => `${text}]`),
    named("a number beyond all", (text: string) => text.replace(/(?<=:)-?\d+/, "1e400")),
    named("70 000 blanks", (text: string) => text + " ".repeat(70_000)),
    named("deep", (text: string) =>
      text.replace(/(?<=:)[^,{[]+(?=[,}])/, `${"[".repeat(10_000)}${"]".repeat(10_000)}`),
    ),
  ),
);

/** Told by its name where a request is printed. */
function named(name: string, distort: (text: string) => string): (text: string) => string {
  return Object.assign(distort, { toString: () => name });
}
