import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { OperationId } from "../../src/contract/index.ts";
import { listRoutes } from "../../src/contract/index.ts";
import type { Route } from "../../src/contract/route.ts";
import { mayUse, roleHolds } from "../../src/core/policy.ts";
import type { Role } from "../../src/core/policy.ts";
import type { CallInput, Credentials } from "../fixture.ts";
import { codeIn, codeOf, PASSWORD } from "../fixture.ts";
import { SAMPLES } from "./matrix-samples.ts";
import type { Holder, World } from "./matrix-world.ts";
import { buildWorld, DEAD, ROLES } from "./matrix-world.ts";

/*
 * Route × credential × carrier × state, computed from the contract: a route is tested the moment it is declared.
 * `OPEN` stands for «authentication has no objection».
 */
const OPEN = "success";

let world: World;

beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.installation.stop());
// What one route has set up must not be asked for by the next.
afterEach(() => world.installation.service.db.deleteFrom("second_factors").execute());

test.each(listRoutes().filter(([, route]) => route.credentials.length > 0))(
  "%s answers every kind of caller as its declaration says (C-4, C-6, C-7, C-8, C-23)",
  async (operation, route) => {
    const cells = [
      ...tokenCells(operation, route),
      ...sessionCells(operation, route),
      ...otherCells(operation, route),
    ];
    const found: Record<string, string> = {};
    for (const cell of cells) found[cell.name] = await outcomeOf(operation, cell);
    expect(found).toEqual(
      Object.fromEntries(
        cells.map(({ name, expected }) => [name, expected === OPEN ? OPEN : codeIn(route, expected)]),
      ),
    );
  },
);

/** One caller of one route, and the code of the refusal that the declaration implies, or `OPEN`. */
interface Cell {
  name: string;
  credentials: Credentials;
  expected: string;
  /** Whose own token the call is about. */
  holder?: Holder;
  query?: Record<string, string>;
}

/** Every dead value is one to the caller; a live one may do what its scopes and its holder's role both hold. */
function tokenCells(operation: OperationId, route: Route): Cell[] {
  return [
    ...DEAD.map((state) => ({
      name: `token: ${state}`,
      credentials: { bearer: world.dead[state] },
      expected: "invalid_token",
    })),
    ...world.live.map(({ holder, scopes, value }) => ({
      name: `token of ${holder.type} ${holder.role} with ${scopes.join(" ")}`,
      credentials: { bearer: value },
      holder,
      expected: tokenOutcome(operation, route, { holder, scopes }),
    })),
  ];
}

/** These make personal tokens, and a service account is no person. */
const FOR_PEOPLE = new Set<OperationId>(["createToken", "createApiAccessToken"]);

function tokenOutcome(
  operation: OperationId,
  route: Route,
  { holder, scopes }: { holder: Holder; scopes: string[] },
): string {
  if (!route.credentials.includes("bearer")) return "forbidden";
  if (!mayUse(holder.role, scopes, route.permission ? [route.permission] : [])) return "insufficient_scope";
  if (route.administrators && !["owner", "admin"].includes(holder.role)) return "forbidden";
  if (holder.type === "serviceAccount" && FOR_PEOPLE.has(operation)) return "not_allowed_to_generate";
  return OPEN;
}

/** A live session may do what its person's role holds; where it changes something, with its own CSRF token only. */
function sessionCells(operation: OperationId, route: Route): Cell[] {
  const changes = route.credentials.includes("session") && route.method !== "GET";
  // These would end the session that the other cells need.
  const endsTheSession = operation === "signOut" || operation === "endSessions";
  return [
    ...ROLES.flatMap((role): Cell[] => {
      const { cookie, csrf } = world.sessions[role];
      const foreign = world.sessions[role === "owner" ? "admin" : "owner"].csrf;
      const wrong = {
        none: { cookie },
        altered: { cookie, csrf: `${csrf}x` },
        foreign: { cookie, csrf: foreign },
      };
      const right = {
        name: `session of ${role}`,
        credentials: { cookie, csrf },
        expected: personOutcome(route, role),
      };
      return [
        ...(endsTheSession ? [] : [{ ...right, holder: person(role) }]),
        ...Object.entries(wrong).map(([kind, credentials]) => ({
          name: `session of ${role}, CSRF token: ${kind}`,
          credentials,
          holder: person(role),
          expected: changes ? "csrf_required" : personOutcome(route, role),
        })),
      ];
    }),
    { name: "session: ended", credentials: world.endedSession, expected: "authentication_required" },
    {
      name: "session: unknown",
      credentials: { cookie: "tokenhouse_session=nonsense", csrf: "x" },
      expected: "authentication_required",
    },
  ];
}

/** A password is looked at where it is declared and nowhere else; two credentials or one in the address never pass. */
function otherCells(operation: OperationId, route: Route): Cell[] {
  const { cookie, csrf } = world.sessions.owner;
  const value = world.live[0]?.value ?? "";
  const takesPassword = route.credentials.includes("basic");
  const refused = takesPassword ? "invalid_credentials" : "authentication_required";
  const both = { expected: "invalid_request" };
  const somebody = `${operation}@example.com`;
  return [
    { name: "nobody", credentials: {}, expected: "authentication_required" },
    {
      name: "token of another project",
      credentials: { bearer: world.foreign, project: "main" },
      expected: "forbidden",
    },
    ...ROLES.map((role) => ({
      name: `password of ${role}`,
      credentials: { basic: world.people[role].basic },
      holder: person(role),
      expected: takesPassword ? personOutcome(route, role, "basic") : refused,
    })),
    { name: "password: of nobody", credentials: { basic: [somebody, PASSWORD] }, expected: refused },
    { name: "password: a token", credentials: { basic: [somebody, value] }, expected: refused },
    { name: "password: a token as the name", credentials: { basic: [value, "x"] }, expected: refused },
    { name: "token and session", credentials: { bearer: value, cookie, csrf }, ...both },
    { name: "two sessions", credentials: { cookie: `${cookie}; ${cookie}`, csrf }, ...both },
    { name: "password and session", credentials: { basic: world.people.owner.basic, cookie, csrf }, ...both },
    { name: "token in the query", credentials: { bearer: value }, query: { access_token: value }, ...both },
    {
      name: "token in any member of the query",
      credentials: { bearer: value },
      query: { q: value },
      ...both,
    },
    { name: "token as a name in the query", credentials: { bearer: value }, query: { [value]: "" }, ...both },
  ];
}

function person(role: Role): Holder {
  return { type: "user", role };
}

/** The owner of this world runs the installation, too. */
function personOutcome(route: Route, role: Role, carrier: "session" | "basic" = "session"): string {
  if (!route.credentials.includes(carrier)) return "forbidden";
  if (route.operator && role !== "owner") return "forbidden";
  if (route.administrators && role === "member") return "forbidden";
  return !route.permission || roleHolds(role, route.permission) ? OPEN : "forbidden";
}

async function outcomeOf(operation: OperationId, cell: Cell): Promise<string> {
  const { credentials, query } = cell;
  const input = await sampleFor(operation, cell);
  const reply = await world.installation.call(operation, credentials, {
    ...input,
    query: { ...input.query, ...query },
  });
  return reply.status < 300 ? OPEN : codeOf(reply);
}

const lastSamples = new Map<OperationId, CallInput>();

/** A call that goes through uses its sample up; one that is refused must leave it as it was. */
async function sampleFor(
  operation: OperationId,
  { expected, holder = person("owner") }: Cell,
): Promise<CallInput> {
  const last = lastSamples.get(operation);
  if (last && expected !== OPEN) return last;
  const sample = await SAMPLES[operation](world, holder);
  lastSamples.set(operation, sample);
  return sample;
}
