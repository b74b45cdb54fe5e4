import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperationId } from "../../src/contract/index.ts";
import { listRoutes } from "../../src/contract/index.ts";
import type { Credentials, Installation } from "../fixture.ts";
import { addServiceAccount, mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, sameness, startTeam } from "../team.ts";

/** Every route that takes an id in its address. */
const ROUTES = listRoutes().filter(([, { path }]) => path.includes("{"));

/** Projects are the operator's, who may see them all. */
const WITHOUT_STRANGERS = new Set<OperationId>(["changeProject"]);

/** What a route needs besides the id, so that nothing but the id can be what is refused. */
const BODIES: Partial<Record<OperationId, object>> = {
  rotateToken: { overlapSeconds: 0 },
  changeServiceAccount: { role: "admin", active: false, revokeTokens: true },
  createServiceToken: { lifetimeDays: 1 },
  changeMember: { role: "admin", endTokens: true, password: "a password by a stranger" },
  replaceScimUser: { userName: "member@other.example", active: false },
  changeWebhook: { name: "A stranger's" },
  changeScimUser: { Operations: [{ op: "replace", path: "active", value: false }] },
  renewLease: { applied: 0 },
  verifyForVerifier: { digest: "0".repeat(64) },
  reportUses: { uses: [], denials: [] },
};

let team: Installation & Team;
let other: Team;
/** Ids of the other project by the folder of the address that they belong into. */
let foreign: Record<string, string>;
/** The owner's own token, for routes that take no session. */
let bearer: string;

beforeAll(async () => {
  team = await startTeam({ everyoneMayGenerate: true });
  other = await addTeam(team, "other");
  const { body } = await team.call("listSessions", other.owner.session);
  foreign = {
    tokens: (await mint(team, other.owner.session)).id,
    apiAccessTokens: (await mint(team, other.owner.session)).id,
    members: other.member.id,
    Users: other.member.id,
    "service-accounts": await addServiceAccount(team, other.owner.session, {
      name: "theirs",
      role: "member",
    }),
    sessions: String(body.items[0].id),
    webhooks: await addWebhook(other.owner.session),
  };
  bearer = (await mint(team, team.owner.session)).value;
  await team.flush();
});
afterAll(() => team.stop());

async function addWebhook(credentials: Credentials): Promise<string> {
  const asked = { url: "https://example.com/theirs", events: ["token.created"] };
  const { body } = await team.call("addWebhook", credentials, { body: asked });
  return String(body.webhook.id);
}

async function registerVerifier(): Promise<string> {
  const { value } = await mint(team, other.owner.session);
  const asked = { name: "theirs", mode: "memory" };
  const { body } = await team.call("registerVerifier", { bearer: value }, { body: asked });
  await team.flush();
  return String(body.id);
}

const PATHS = ROUTES.filter(([operation]) => !WITHOUT_STRANGERS.has(operation));

test.each(PATHS)(
  "%s answers for another project's id as for one that does not exist, and leaves no trace there (C-9)",
  async (operation, { path, credentials }) => {
    const folder = path.split("/{")[0]?.split("/").at(-1) ?? "";
    // Who is silent for a lease is gone by itself.
    if (folder === "verifiers") foreign[folder] = await registerVerifier();
    const before = await theirs();
    const asOwner = credentials.includes("session") ? team.owner.session : { bearer };
    await expectSame(operation, asOwner, foreign[folder]);
    expect(await theirs()).toEqual(before);
  },
);

const TOKEN_ROUTES = ROUTES.filter(([, { path }]) => /\/(?:tokens|apiAccessTokens)\/\{/.test(path));

test.each(TOKEN_ROUTES)(
  "%s answers a member for a colleague's token as for one that does not exist (C-9)",
  async (operation) => {
    const { id } = await mint(team, team.owner.session);
    await team.call("revokeToken", team.owner.session, { id });
    await expectSame(operation, team.member.session, id);
    const token = await mint(team, team.member.session);
    await expectSame(operation, { bearer: token.value }, id);
  },
);

async function expectSame(operation: OperationId, credentials: Credentials, id: string | undefined) {
  const body = BODIES[operation];
  const ask = (one: string) => team.call(operation, credentials, { id: one, ...(body && { body }) });
  const [found, missing] = [await ask(id ?? ""), await ask(randomUUID())];
  expect(found.status).toBe(404);
  expect(sameness(found)).toBe(sameness(missing));
}

/** All that the other project has and has seen, in the database itself. */
async function theirs(): Promise<unknown> {
  const { db } = team.service;
  const tables = ["tokens", "members", "service_accounts", "audit_events", "verifiers", "webhooks"] as const;
  const rows = tables.map((table) =>
    db.selectFrom(table).selectAll().where("project_id", "=", other.projectId).execute(),
  );
  const sessions = await db.selectFrom("sessions").selectAll().execute();
  const deliveries = await db.selectFrom("deliveries").selectAll().execute();
  return [await Promise.all(rows), sessions, deliveries];
}

test("a filter by another project's id finds what a filter by no id at all finds", async () => {
  const queries: [OperationId, string, string | undefined][] = [
    ["listProjectTokens", "holder", other.owner.id],
    ["summarizeProjectTokens", "holder", other.owner.id],
    ["listAuditEvents", "actor", other.owner.id],
    ["listAuditEvents", "tokenId", foreign["tokens"]],
    ["exportAuditJson", "actor", other.owner.id],
    ["exportProjectTokensCsv", "holder", other.owner.id],
  ];
  for (const [operation, filter, id] of queries) {
    const ask = (one = "") => team.call(operation, team.owner.session, { query: { [filter]: one } });
    const [found, missing] = [await ask(id), await ask(randomUUID())];
    expect(found.status).toBe(200);
    expect(sameness(found), operation).toBe(sameness(missing));
  }
});

test("somebody else's project is told of like one that does not exist", async () => {
  const as = (project: string) => team.call("getMe", { ...team.admin.session, project });
  expect(sameness(await as("other"))).toBe(sameness(await as("nowhere")));
});
