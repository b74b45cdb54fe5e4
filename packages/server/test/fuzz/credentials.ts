import type { Arbitrary } from "fast-check";
import * as fc from "fast-check";
import type { Operation } from "./description.ts";
import type { Header } from "./request.ts";
import { PEOPLE, TOKENS } from "./world.ts";

/** How a request says who sends it. */
interface Shown {
  headers: Header[];
  query: Header[];
}

/** Who is asked most for what a verifier may do is a verifier, else somebody with rights. */
function goodFor(carrier: string, { operationId, path }: Operation): Arbitrary<Header[]> {
  const isChecking = path.startsWith("/v1/verif") || path.startsWith("/oauth");
  const token = isChecking
    ? fc.constantFrom("verifier", "verifier", "owner")
    : fc.constantFrom("owner", "owner", "admin", "member");
  switch (carrier) {
    case "session":
      return sessions(ONLY[operationId]);
    case "basic":
      return fc.constantFrom(...PEOPLE).map((name) => [["Authorization", `Basic {{basic.${name}}}`]]);
    case "client":
      return token.map((name) => [["Authorization", `Basic {{client.${name}}}`]]);
    default:
      return token.map((name) => [["Authorization", `Bearer {{value.${name}}}`]]);
  }
}

/** Who alone may do what others are not to lose by, and what nobody else may. */
const ONLY: Record<string, string> = {
  signOut: "visitor",
  endSession: "visitor",
  endSessions: "visitor",
  changePassword: "visitor",
  addProject: "keeper",
  changeProject: "keeper",
  listProjects: "keeper",
};

function sessions(only?: string): Arbitrary<Header[]> {
  const names = only === undefined ? fc.constantFrom("owner", "owner", "admin", "member") : fc.constant(only);
  const kinds = fc.constantFrom(
    "right",
    "right",
    "right",
    "right",
    "right",
    "right",
    "right",
    "none",
    "wrong",
    "another's",
  );
  return fc
    .record({ name: names, csrf: kinds })
    .map(({ name, csrf }) =>
      tokenOf(csrf, name).concat([["Cookie", `tokenhouse_session={{session.${name}}}`]]),
    );
}

function tokenOf(kind: string, name: string): Header[] {
  const texts: Record<string, string> = {
    right: `{{csrf.${name}}}`,
    wrong: "x",
    "another's": "{{csrf.admin}}",
  };
  const text = texts[kind];
  return text === undefined ? [] : [["X-Tokenhouse-CSRF", text]];
}

/** Whatever else may stand where a token belongs. */
const strangeValues = fc.oneof(
  fc.constantFrom(...TOKENS).map((name) => `{{value.${name}}}`),
  fc.constantFrom(...TOKENS).map((name) => `{{id.${name}}}`),
  fc.constantFrom(...TOKENS).map((name) => `{{digest.${name}}}`),
  fc.constantFrom(
    "{{value.owner}}x",
    "x{{value.owner}}",
    " {{value.owner}}",
    '"{{value.owner}}"',
    "{{value.owner}},{{value.admin}}",
    "{{value.owner}}\t",
    "{{value.owner}}\xc3\xa9",
    "{{password.owner}}",
    "{{session.owner}}",
    "{{basic.owner}}",
    "{{invitation}}",
    "",
    "=",
    "undefined",
    "thp_",
    "x".repeat(4096),
    "x".repeat(15_000),
  ),
  fc.stringMatching(/^th[ps]_[A-Za-z0-9_]{1,60}$/),
);

const strange: Arbitrary<Shown> = fc.oneof(
  fc
    .record({
      scheme: fc.constantFrom("Bearer", "bearer", "BEARER", "Basic", "Token", "DPoP", "Digest", ""),
      value: strangeValues,
    })
    .map(({ scheme, value }) => inHeaders(["Authorization", `${scheme} ${value}`])),
  fc
    .array(strangeValues, { minLength: 2, maxLength: 3 })
    .map((values) => inHeaders(...values.map((value): Header => ["Authorization", `Bearer ${value}`]))),
  strangeValues.map((value) => inHeaders(["Cookie", `tokenhouse_session=${value}`])),
  fc.constantFrom<Shown[]>(
    inHeaders(
      ["Authorization", "Bearer {{value.owner}}"],
      ["Cookie", "tokenhouse_session={{session.owner}}"],
    ),
    inHeaders(["Cookie", "tokenhouse_session={{session.owner}}; tokenhouse_session={{session.admin}}"]),
    inHeaders(
      ["Cookie", "__Host-tokenhouse_session={{session.owner}}"],
      ["X-Tokenhouse-CSRF", "{{csrf.owner}}"],
    ),
    inHeaders(
      ["Cookie", "tokenhouse_session={{session.owner}}"],
      ["Cookie", "tokenhouse_session={{session.owner}}"],
    ),
    inHeaders(["Authorization", "Bearer  {{value.owner}}"]),
    inHeaders(["Authorization", "Bearer\t{{value.owner}}"]),
    inHeaders(["Authorization", "Bearer"]),
    inHeaders(["Authorization", "Basic !!!"]),
    inHeaders(["Authorization", "Basic Og=="]),
    inHeaders(["Authorization", "Basic {{basic.owner}}"]),
    { headers: [], query: [["access_token", "{{value.owner}}"]] },
    { headers: [["Authorization", "Bearer {{value.owner}}"]], query: [["x", "{{value.owner}}"]] },
  ),
);

function inHeaders(...headers: Header[]): Shown {
  return { headers, query: [] };
}

/** Mostly a credential that the operation takes. */
export function credentialsFor(operation: Operation): Arbitrary<Shown> {
  const none: Shown = inHeaders();
  if (operation.carriers.length === 0)
    return fc.oneof({ weight: 9, arbitrary: fc.constant(none) }, { weight: 1, arbitrary: strange });
  // What costs a hash comes less often.
  const good = operation.carriers.map((carrier) => ({
    weight: carrier === "basic" ? 1 : 8,
    arbitrary: goodFor(carrier, operation).map((headers) => inHeaders(...headers)),
  }));
  return fc.oneof(
    { weight: 75, arbitrary: fc.oneof(...good) },
    { weight: 20, arbitrary: strange },
    { weight: 5, arbitrary: fc.constant(none) },
  );
}
