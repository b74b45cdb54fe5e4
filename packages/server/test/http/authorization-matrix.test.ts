import { mintToken } from "@tokenhouse/sdk";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperationId } from "../../src/contract/index.ts";
import { listRoutes } from "../../src/contract/index.ts";
import type { Route } from "../../src/contract/route.ts";
import { mayUse, roleHolds } from "../../src/core/policy.ts";
import type { Role } from "../../src/core/policy.ts";
import { DAY_MS } from "../../src/core/limits.ts";
import type { CallInput, Credentials, Installation, Minted, Person } from "../fixture.ts";
import { addMember, addProject, mint, PASSWORD, signIn, startInstallation } from "../fixture.ts";

/*
 * Route × credential × carrier × state, computed from the contract: a route is tested the moment it is declared.
 * `OPEN` stands for «authentication has no objection».
 */
const OPEN = "success";
const ROLES: Role[] = ["owner", "admin", "member"];
const SCOPE_SETS = [["*"], ["tokens:read"], ["tokens:write"], ["tokens:*", "settings:*"], ["orders:read"]];
const DEAD = [
  "empty",
  "malformed",
  "wrong checksum",
  "unknown",
  "an id",
  "expired",
  "revoked",
  "deleted",
  "ended version",
  "inactive holder",
  "right taken away",
  "tokens switched off",
  "closed project",
  "wrong address",
] as const;

let world: World;

interface World {
  installation: Installation;
  people: Record<Role, Person>;
  sessions: Record<Role, Required<Pick<Credentials, "cookie" | "csrf">>>;
  /** A live token of each role with each set of scopes. */
  live: { role: Role; scopes: string[]; value: string }[];
  dead: Record<(typeof DEAD)[number], string>;
  endedSession: Credentials;
}

beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.installation.stop());

test.each(listRoutes().filter(([, route]) => route.credentials.length > 0))(
  "%s answers every kind of caller as its declaration says",
  async (operation, route) => {
    const cells = [...tokenCells(route), ...sessionCells(operation, route), ...otherCells(operation, route)];
    const found: Record<string, string> = {};
    for (const cell of cells) found[cell.name] = await outcomeOf(operation, cell);
    expect(found).toEqual(Object.fromEntries(cells.map(({ name, expected }) => [name, expected])));
  },
);

/** One caller of one route, and the code of the refusal that the declaration implies, or `OPEN`. */
interface Cell {
  name: string;
  credentials: Credentials;
  expected: string;
  /** Whose own token the call is about. */
  role?: Role;
  query?: Record<string, string>;
}

/** Every dead value is one to the caller; a live one may do what its scopes and its holder's role both hold. */
function tokenCells(route: Route): Cell[] {
  const wanted = route.permission ? [route.permission] : [];
  return [
    ...DEAD.map((state) => ({
      name: `token: ${state}`,
      credentials: { bearer: world.dead[state] },
      expected: "invalid_token",
    })),
    ...world.live.map(({ role, scopes, value }) => ({
      name: `token of ${role} with ${scopes.join(" ")}`,
      credentials: { bearer: value },
      role,
      expected: mayUse(role, scopes, wanted) ? carrierOutcome(route, "bearer") : "insufficient_scope",
    })),
  ];
}

/** A live session may do what its person's role holds; where it changes something, with its own CSRF token only. */
function sessionCells(operation: OperationId, route: Route): Cell[] {
  const changes = route.credentials.includes("session") && route.method !== "GET";
  return [
    ...ROLES.flatMap((role): Cell[] => {
      const { cookie, csrf } = world.sessions[role];
      const foreign = world.sessions[role === "owner" ? "admin" : "owner"].csrf;
      const wrong = {
        none: { cookie },
        altered: { cookie, csrf: `${csrf}x` },
        foreign: { cookie, csrf: foreign },
      };
      return [
        // Signing out for real would end the session that the other cells need.
        ...(operation === "signOut"
          ? []
          : [
              {
                name: `session of ${role}`,
                credentials: { cookie, csrf },
                role,
                expected: roleOutcome(route, role),
              },
            ]),
        ...Object.entries(wrong).map(([kind, credentials]) => ({
          name: `session of ${role}, CSRF token: ${kind}`,
          credentials,
          role,
          expected: changes ? "csrf_required" : roleOutcome(route, role),
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
  return [
    { name: "nobody", credentials: {}, expected: "authentication_required" },
    ...ROLES.map((role) => ({
      name: `password of ${role}`,
      credentials: { basic: world.people[role].basic },
      role,
      expected: takesPassword ? roleOutcome(route, role, "basic") : refused,
    })),
    {
      name: "password: of nobody",
      credentials: { basic: [`${operation}@example.com`, PASSWORD] },
      expected: refused,
    },
    {
      name: "password: a token",
      credentials: { basic: [`${operation}@example.com`, value] },
      expected: refused,
    },
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

function roleOutcome(route: Route, role: Role, carrier: "session" | "basic" = "session"): string {
  if (!route.credentials.includes(carrier)) return "forbidden";
  return !route.permission || roleHolds(role, route.permission) ? OPEN : "forbidden";
}

function carrierOutcome(route: Route, carrier: "bearer" | "session"): string {
  return route.credentials.includes(carrier) ? OPEN : "forbidden";
}

async function outcomeOf(
  operation: OperationId,
  { credentials, role = "owner", query }: Cell,
): Promise<string> {
  const input = await SAMPLES[operation](world, role);
  const reply = await world.installation.call(operation, credentials, {
    ...input,
    query: { ...input.query, ...query },
  });
  return reply.status < 300 ? OPEN : String(reply.body.code);
}

/** A good call of every route. */
const SAMPLES: Record<OperationId, (world: World, role: Role) => CallInput | Promise<CallInput>> = {
  getSetup: () => ({}),
  setUp: () => ({}),
  signIn: () => ({}),
  getSession: () => ({}),
  signOut: () => ({}),
  getMe: () => ({}),
  getSettings: () => ({}),
  changeSettings: () => ({ body: { defaultLifetimeDays: 30 } }),
  createToken: () => ({ body: { lifetimeDays: 1, scopes: ["tokens:write"] } }),
  listTokens: () => ({}),
  getToken: ownToken,
  revokeToken: ownToken,
  restoreToken: async (world, role) => {
    const { id } = await ownToken(world, role);
    await world.installation.call("revokeToken", world.sessions[role], { id });
    return { id };
  },
  deleteToken: ownToken,
  verifyToken: () => ({ body: { token: "thp_nothing" } }),
  getLive: () => ({}),
  getReady: () => ({}),
  listEndpoints: () => ({}),
  getOpenApi: () => ({}),
};

async function ownToken({ installation, sessions }: World, role: Role): Promise<{ id: string }> {
  const { id } = await mint(installation, sessions[role], { lifetimeDays: 1 });
  return { id };
}

async function buildWorld(): Promise<World> {
  const installation = await startInstallation();
  const { service } = installation;
  const projectId = await addProject(service, "main");
  const people = {
    owner: await addMember(service, projectId, { email: "owner@example.com", role: "owner" }),
    admin: await addMember(service, projectId, { email: "admin@example.com", role: "admin" }),
    member: await addMember(service, projectId, {
      email: "member@example.com",
      role: "member",
      tokenAccess: "allow",
    }),
  };
  const dead = await buildDead(installation, projectId, people.owner);
  installation.clock.nowMs += 2 * DAY_MS;
  const sessions = {
    owner: await signIn(installation, people.owner),
    admin: await signIn(installation, people.admin),
    member: await signIn(installation, people.member),
  };
  const live = [];
  for (const role of ROLES) {
    for (const scopes of SCOPE_SETS.filter((set) => mayUse(role, ["*"], set))) {
      const { value } = await mint(installation, sessions[role], { scopes, lifetimeDays: 365 });
      live.push({ role, scopes, value });
    }
  }
  const endedSession = await signIn(installation, people.owner);
  await installation.call("signOut", endedSession);
  return { installation, people, sessions, live, dead, endedSession };
}

/** One value for every way in which a value can be no good. Those that expire live for a day. */
async function buildDead(
  installation: Installation,
  projectId: string,
  owner: Person,
): Promise<World["dead"]> {
  const { service } = installation;
  const { db } = service;
  const byPassword = (body = {}) =>
    mint(installation, { basic: owner.basic }, { lifetimeDays: 365, ...body });
  const strangerIn = async (project: string, email: string): Promise<Minted> => {
    const { basic } = await addMember(service, project, { email, role: "admin" });
    return mint(installation, { basic }, { lifetimeDays: 365 });
  };
  const expired = await byPassword({ lifetimeDays: 1 });
  const revoked = await byPassword();
  await installation.call("revokeToken", { bearer: revoked.value }, { id: revoked.id });
  const deleted = await byPassword();
  await installation.call("deleteToken", { bearer: deleted.value }, { id: deleted.id });
  const ended = await byPassword();
  await db.updateTable("token_versions").set({ valid_until: 1 }).where("token_id", "=", ended.id).execute();
  const inactive = await strangerIn(projectId, "inactive@example.com");
  const denied = await strangerIn(projectId, "denied@example.com");
  const members = db.updateTable("members").where("project_id", "=", projectId);
  const idOf = (email: string) => db.selectFrom("users").select("id").where("email", "=", email);
  await members.set({ active: 0 }).where("user_id", "=", idOf("inactive@example.com")).execute();
  await members.set({ token_access: "deny" }).where("user_id", "=", idOf("denied@example.com")).execute();
  const offId = await addProject(service, "switched-off");
  const off = await strangerIn(offId, "off@example.com");
  await db.updateTable("projects").set({ tokens_enabled: 0 }).where("id", "=", offId).execute();
  const closedId = await addProject(service, "closed");
  const closed = await strangerIn(closedId, "closed@example.com");
  await db.updateTable("projects").set({ closed_at: 1 }).where("id", "=", closedId).execute();
  const elsewhere = await byPassword({ ipAllowList: ["203.0.113.0/24"] });
  return {
    empty: "",
    malformed: "thp_nothing",
    "wrong checksum": `${revoked.value.slice(0, -1)}${revoked.value.endsWith("0") ? "1" : "0"}`,
    unknown: mintToken("th", "personal", (count) => randomBytes(count)).value,
    "an id": revoked.id,
    expired: expired.value,
    revoked: revoked.value,
    deleted: deleted.value,
    "ended version": ended.value,
    "inactive holder": inactive.value,
    "right taken away": denied.value,
    "tokens switched off": off.value,
    "closed project": closed.value,
    "wrong address": elsewhere.value,
  };
}
