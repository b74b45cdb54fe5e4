import type { Arbitrary } from "fast-check";
import * as fc from "fast-check";
import type { Json } from "./body.ts";
import { distortions, hostileValues, mutate, mutations, valuesOf } from "./body.ts";
import { credentialsFor } from "./credentials.ts";
import type { Operation, Parameter } from "./description.ts";
import { operations } from "./description.ts";
import { BODIES, CONTENT_TYPES, HEADERS, IDS, TEXTS } from "./hostile.ts";

export type Header = readonly [name: string, value: string];

/** One whole request, with names for what a round is to put in: `{{value.owner}}`. */
export interface Request {
  method: string;
  /** Path and query as they are sent. */
  target: string;
  headers: Header[];
  /** Each character is a byte, unless it is text. */
  body: string | { text: string } | undefined;
}

/** What would make the answers of all others rare, slow or different comes less often. */
const WEIGHTS: Record<string, number> = {
  // Until its lease is over, every revocation waits for a verifier that is never heard again.
  registerVerifier: 1,
  setUp: 4,
  signIn: 4,
  changePassword: 4,
  acceptInvitation: 4,
  addMember: 10,
  changeMember: 10,
  addProject: 2,
  changeSettings: 10,
  signOut: 1,
  endSessions: 1,
  releaseVerifier: 1,
  removeMember: 2,
};
const USUAL_WEIGHT = 30;

function requestsTo(operation: Operation): Arbitrary<Request> {
  const { anyMethod, requestBody } = { anyMethod: operation["x-any-method"], ...operation };
  const usual = fc.constant(operation.method);
  const methods = fc.constantFrom(
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
  );
  return fc
    .record({
      method: mostly(usual, methods, anyMethod ? 2 : 20),
      path: pathsOf(operation),
      query: queriesOf(operation),
      credentials: credentialsFor(operation),
      headers: mostly(fc.constant([]), fc.array(fc.constantFrom<Header[]>(...HEADERS), { maxLength: 3 }), 3),
      forwarded: fc.nat(9999),
      content: requestBody
        ? contentsOf(operation, requestBody.content)
        : mostly(fc.constant(undefined), strangeContents, 15),
    })
    .map((parts): Request => {
      const { method, path, query, credentials, headers, forwarded, content } = parts;
      const proxied: Header = ["X-Forwarded-For", `10.1.${Math.floor(forwarded / 100)}.${forwarded % 100}`];
      const type: Header[] = content?.type === undefined ? [] : [["Content-Type", content.type]];
      return {
        method,
        target: path + queryText(query.concat(credentials.query)),
        // As a proxy would tell it: tries to sign in are counted by address.
        headers: [proxied].concat(credentials.headers, headers, type),
        body: content?.body,
      };
    });
}

/** The first but for one time in so many. */
export function mostly<T, U>(usual: Arbitrary<T>, other: Arbitrary<U>, oneIn: number): Arbitrary<T | U> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: usual }, { weight: 1, arbitrary: other });
}

/** What there is, by the start of a path. */
const NAMES: readonly [start: string, names: readonly string[]][] = [
  ["/v1/tokens/", [...[1, 2, 3, 4, 5].map((n) => `{{id.spare${n}}}`), "{{id.revoked}}", "{{id.member}}"]],
  ["/v4/", ["{{id.spare6}}", "{{id.spare7}}", "{{id.deleted}}"]],
  ["/v1/service-accounts/", ["{{account.machine}}"]],
  ["/v1/members/", ["{{member.visitor}}"]],
  ["/scim/v2/Users/", ["{{member.visitor}}"]],
  ["/v1/webhooks/", ["{{webhook}}"]],
  ["/v1/verifiers/", ["{{verifier}}"]],
  ["/v1/projects/", ["{{project}}"]],
  ["/v1/sessions/", ["{{ownSession}}"]],
  ["/auth/envoy/", ["orders", "a/b/c"]],
];

const bends = fc.constantFrom<((path: string) => string)[]>(
  (path) => `${path}/`,
  (path) => path.replace("/", "//"),
  (path) => path.replace("/", "/./"),
  (path) => path.toUpperCase(),
  (path) => `${path};jsessionid=1`,
  (path) => path.replace(/\/(?=[^/]*$)/, "%2f"),
  (path) => path.replace(/t/, "%74"),
  (path) => `${path}%00`,
  (path) => `${path}/../me`,
  (path) => `${path}#x`,
  (path) => `${path}.json`,
  (path) => `/x/..${path}`,
  (path) => `${path}?`,
);

function pathsOf({ path }: Operation): Arbitrary<string> {
  const plain = path.includes("{") ? idsAt(path).map((id) => path.replace(/\{\w+\}/, id)) : fc.constant(path);
  return mostly(
    plain,
    fc.tuple(plain, bends).map(([path, bend]) => bend(path)),
    25,
  );
}

function idsAt(path: string): Arbitrary<string> {
  const [, names] = NAMES.find(([start]) => path.startsWith(start)) ?? [];
  if (!names) throw new Error(`Nothing is known to be at ${path}`);
  return mostly(fc.constantFrom(...names), fc.oneof(fc.constantFrom<string[]>(...IDS), fc.webSegment()), 4);
}

function queriesOf({ parameters }: Operation): Arbitrary<Header[]> {
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  const described = fc.tuple(
    ...inQuery.map((parameter) => mostly(fc.constant([]), queryMembers(parameter), 4)),
  );
  const strange = fc.record({
    name: fc.constantFrom("x", "__proto__", "limit[]", "limit", "cursor", "access_token", "constructor", ""),
    value: fc.constantFrom<string[]>("1", "", ...TEXTS),
  });
  const others = mostly(
    fc.constant([]),
    fc.array(
      strange.map(({ name, value }) => [name, value] as Header),
      { maxLength: 2 },
    ),
    20,
  );
  return fc.tuple(described, others).map(([members, more]) => members.flat().concat(more));
}

function queryMembers({ name, schema }: Parameter): Arbitrary<Header[]> {
  const right = valuesOf(schema, name).map((value) => textOf(value));
  const values = mostly(
    right,
    hostileValues.map((value) => textOf(value).slice(0, 5000)),
    5,
  );
  return values.map((value) => [[name, value]]);
}

function queryText(members: readonly Header[]): string {
  if (members.length === 0) return "";
  // Names that a round puts in stay as they are.
  const encoded = (text: string) =>
    encodeURIComponent(text.toWellFormed()).replaceAll(/%7B%7B([\w.]+)%7D%7D/g, "{{$1}}");
  return `?${members.map((member) => member.map((part) => encoded(part)).join("=")).join("&")}`;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

interface Content {
  type: string | undefined;
  body: NonNullable<Request["body"]>;
}

const types = fc.oneof(fc.constantFrom<string[]>(...CONTENT_TYPES), fc.constant(undefined));

const strangeContents: Arbitrary<Content> = fc.record({
  type: types,
  body: fc.constantFrom<string[]>(...BODIES),
});

function contentsOf(
  { operationId }: Operation,
  media: Record<string, { schema: object }>,
): Arbitrary<Content> {
  const [[type, { schema }] = ["", { schema: {} }]] = Object.entries(media);
  const values = valuesOf(schema);
  const mutated = fc
    .tuple(values, fc.array(mutations, { minLength: 1, maxLength: 2 }))
    .map(([value, some]) => some.reduce(mutate, value));
  const written = mostly(values, mutated, 3).map((value) => encode(value, type));
  // What is revoked is not what others show.
  const spared = (text: string) => text.replaceAll(/\{\{value\.\w+\}\}/g, "{{value.spare9}}");
  const texts = operationId === "revokePresentedToken" ? written.map(spared) : written;
  const distorted = fc.tuple(texts, distortions).map(([text, distort]) => distort(text));
  const right = mostly(texts, distorted, 12).map((text) => ({ type, body: { text } }));
  const asAnother = fc.tuple(texts, types).map(([text, other]) => ({ type: other, body: { text } }));
  return fc.oneof(
    { weight: 20, arbitrary: right },
    { weight: 1, arbitrary: asAnother },
    { weight: 1, arbitrary: strangeContents.map(({ body }) => ({ type, body })) },
  );
}

function encode(value: Json, type: string): string {
  if (type === "application/json") return JSON.stringify(value);
  const members = Object.entries(value ?? {}).map(([name, member]): Header => [name, textOf(member as Json)]);
  return new URLSearchParams(Object.fromEntries(members))
    .toString()
    .replaceAll(/%7B%7B([\w.]+)%7D%7D/g, "{{$1}}");
}

/** Mostly nearly right requests to every operation that is described. */
export const requests: Arbitrary<Request> = fc.oneof(
  ...operations.map((operation) => ({
    weight: WEIGHTS[operation.operationId] ?? USUAL_WEIGHT,
    arbitrary: requestsTo(operation),
  })),
);
