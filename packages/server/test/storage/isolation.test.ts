import { randomUUID } from "node:crypto";
import { inspect, isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { newProject } from "../../src/core/project.ts";
import * as audit from "../../src/storage/audit.ts";
import * as idempotencyKeys from "../../src/storage/idempotency-keys.ts";
import * as invitations from "../../src/storage/invitations.ts";
import * as members from "../../src/storage/members.ts";
import type { Db, Trx } from "../../src/storage/open.ts";
import { inChange } from "../../src/storage/change.ts";
import * as projects from "../../src/storage/projects.ts";
import * as serviceAccounts from "../../src/storage/service-accounts.ts";
import * as sessions from "../../src/storage/sessions.ts";
import * as tokenRecords from "../../src/storage/token-records.ts";
import * as gathering from "../../src/storage/gather-tokens.ts";
import * as tokenLists from "../../src/storage/token-lists.ts";
import * as tokenUses from "../../src/storage/token-uses.ts";
import * as tokenVersions from "../../src/storage/token-versions.ts";
import * as tokens from "../../src/storage/tokens.ts";
import * as users from "../../src/storage/users.ts";
import * as deliveries from "../../src/storage/deliveries.ts";
import * as webhooks from "../../src/storage/webhooks.ts";
import { databases } from "./databases.ts";
import type { Owned, Store } from "./store.ts";
import {
  accountFor,
  addTenant,
  addTokens,
  digestOf,
  EVENT,
  keyOf,
  NOON,
  openStore,
  tokenFor,
  webhookOf,
} from "./store.ts";

/** What concerns no project: the installation, persons across projects, values wherever they belong, mappings. */
const WITHOUT_PROJECT = [
  "hasUsers",
  "insertUser",
  "findPasswordHash",
  "findUserByEmail",
  "setUserName",
  "setPasswordHash",
  "listMemberships",
  "countMemberships",
  "countProjects",
  "listAskedProjects",
  "userOf",
  "findUser",
  "insertProject",
  "listProjectEntries",
  "isSlugTaken",
  "findOpenProject",
  "listOpenProjects",
  "projectOf",
  "recordUses",
  "recordTokenUses",
  "dayOf",
  "selectTokens",
  "checkedTokenOf",
  "tokenOf",
  "findTokenRecord",
  "replaceInvitation",
  "deleteInvitations",
  "findInvitation",
  "insertSession",
  "findSessionUser",
  "listSessions",
  "deleteSession",
  "deleteSessions",
  "insertDevice",
  "findDeviceEmail",
  "insertDelivery",
  "claimDelivery",
  "settleDelivery",
  "holdBack",
  "findWebhookTarget",
] as const;

const MODULES = {
  ...audit,
  ...gathering,
  ...idempotencyKeys,
  ...invitations,
  ...members,
  ...projects,
  ...serviceAccounts,
  ...sessions,
  ...tokenLists,
  ...tokenRecords,
  ...tokens,
  ...tokenUses,
  ...tokenVersions,
  ...users,
  ...deliveries,
  ...webhooks,
};
type Modules = typeof MODULES;
type Scoped = Exclude<
  keyof Modules,
  (typeof WITHOUT_PROJECT)[number] | "PROJECT_COLUMNS" | "CHECKED_TOKEN_COLUMNS"
>;

interface Given {
  foreign: Owned;
  own: Owned;
  /** Two tokens of our own: an active and a revoked one. */
  tokenId: string;
  revokedId: string;
  webhookId: string;
  db: Db;
  trx: Trx;
}

type Calls = { [K in Scoped]: (given: Given) => Promise<unknown> };

const filterOf = ({ person }: Owned) => ({ holder: person, nowMs: NOON });
const ALL = { descending: false, limit: 100 };

/** Every function of a project, called for the foreign project with what belongs to our own. A missing one does not compile. */
const CALLS: Calls = {
  insertAuditEvent: ({ foreign, trx, tokenId }) =>
    audit.insertAuditEvent(foreign.projectId, trx, { ...EVENT, tokenId }),
  listTokenEvents: ({ foreign, db, tokenId }) => audit.listTokenEvents(foreign.projectId, db, tokenId),
  findIdempotencyKey: ({ foreign, own, trx, tokenId }) =>
    idempotencyKeys.findIdempotencyKey(foreign.projectId, trx, keyOf(own, tokenId)),
  insertIdempotencyKey: ({ foreign, own, trx }) =>
    idempotencyKeys.insertIdempotencyKey(foreign.projectId, trx, keyOf(own, "elsewhere")),
  getProject: async ({ foreign, own, db }) =>
    (await projects.getProject(foreign.projectId, db)).id === own.projectId || undefined,
  updateProject: ({ foreign, trx }) => {
    const project = {
      ...newProject({ id: foreign.projectId, slug: "any", name: "any" }),
      tokensEnabled: false,
    };
    return projects.updateProject(foreign.projectId, trx, { ...project, closedAtMs: null });
  },
  insertToken: ({ foreign, trx }) => {
    const token = tokenFor(foreign);
    return tokens.insertToken(foreign.projectId, trx, { ...token, digest: digestOf(token) });
  },
  findToken: ({ foreign, db, tokenId }) => tokens.findToken(foreign.projectId, db, tokenId),
  findHeldToken: ({ foreign, own, db, tokenId }) =>
    tokens.findHeldToken(foreign.projectId, db, { tokenId, holderId: own.person.id }),
  findTokenIds: ({ foreign, db, tokenId }) => tokens.findTokenIds(foreign.projectId, db, [tokenId]),
  isNameTaken: async ({ foreign, own, trx }) =>
    (await tokens.isNameTaken(foreign.projectId, trx, { holder: own.person, name: "ours" })) || undefined,
  setRevoked: ({ foreign, trx, tokenId }) =>
    tokens.setRevoked(foreign.projectId, trx, { tokenId, atMs: NOON, reason: "not yours" }),
  clearRevoked: ({ foreign, trx, revokedId }) => tokens.clearRevoked(foreign.projectId, trx, revokedId),
  deleteToken: ({ foreign, trx, tokenId }) => tokens.deleteToken(foreign.projectId, trx, tokenId),
  listTokens: ({ foreign, own, db }) =>
    tokenLists.listTokens(foreign.projectId, db, { filter: filterOf(own), page: ALL, sort: "createdAt" }),
  gatherTokens: async ({ foreign, own, db }) => {
    const asked = { filter: filterOf(own), page: ALL, sort: "createdAt" } as const;
    return (await gathering.gatherTokens(foreign.projectId, db, asked))?.rows;
  },
  countTokens: async ({ foreign, own, db }) =>
    (await tokenLists.countTokens(foreign.projectId, db, filterOf(own))) || undefined,
  summarizeTokens: async ({ foreign, own, db }) =>
    (await tokenLists.summarizeTokens(foreign.projectId, db, { filter: filterOf(own), soonDays: 14 }))
      .active || undefined,
  insertMember: ({ foreign, own, trx }) =>
    members.insertMember(foreign.projectId, trx, {
      userId: own.person.id,
      role: "member",
      tokenAccess: "deny",
      createdAtMs: NOON,
    }),
  findMember: ({ foreign, own, db }) =>
    members.findMember(foreign.projectId, db, { id: own.person.id, nowMs: NOON }),
  updateMember: ({ foreign, own, trx }) => {
    const change = { id: own.person.id, role: "member", tokenAccess: "deny", active: false } as const;
    return members.updateMember(foreign.projectId, trx, { ...change, externalId: "theirs" });
  },
  deleteMember: ({ foreign, own, trx }) => members.deleteMember(foreign.projectId, trx, own.person.id),
  countActiveOwners: async ({ foreign, trx }) =>
    (await members.countActiveOwners(foreign.projectId, trx)) > 1 || undefined,
  listOwners: async ({ foreign, own, db }) =>
    (await members.listOwners(foreign.projectId, db)).filter(({ id }) => id === own.person.id),
  listMembers: ({ foreign, own, db }) =>
    members.listMembers(foreign.projectId, db, { search: own.person.name, page: ALL, nowMs: NOON }),
  findMembers: async ({ foreign, own, db }) =>
    (
      await members.findMembers(foreign.projectId, db, {
        id: own.person.id,
        offset: 0,
        limit: 10,
        nowMs: NOON,
      })
    )[0],
  countMembers: async ({ foreign, own, db }) =>
    (await members.countMembers(foreign.projectId, db, own.person.name)) || undefined,
  insertServiceAccount: ({ foreign, trx }) =>
    serviceAccounts.insertServiceAccount(
      foreign.projectId,
      trx,
      accountFor({ id: randomUUID(), name: "another" }),
    ),
  findAccountRights: ({ foreign, own, db }) =>
    serviceAccounts.findAccountRights(foreign.projectId, db, own.machine.id),
  findServiceAccount: ({ foreign, own, db }) =>
    serviceAccounts.findServiceAccount(foreign.projectId, db, { id: own.machine.id, nowMs: NOON }),
  updateServiceAccount: ({ foreign, own, trx }) =>
    serviceAccounts.updateServiceAccount(
      foreign.projectId,
      trx,
      accountFor(own.machine, { role: "verifier", active: false }),
    ),
  deleteServiceAccount: ({ foreign, own, trx }) =>
    serviceAccounts.deleteServiceAccount(foreign.projectId, trx, own.machine.id),
  isAccountNameTaken: async ({ foreign, own, trx }) => {
    const wanted = { ...accountFor(own.machine), id: randomUUID() };
    return (await serviceAccounts.isAccountNameTaken(foreign.projectId, trx, wanted)) || undefined;
  },
  listServiceAccounts: ({ foreign, own, db }) => {
    const asked = { search: own.machine.name, page: ALL, nowMs: NOON };
    return serviceAccounts.listServiceAccounts(foreign.projectId, db, asked);
  },
  countServiceAccounts: async ({ foreign, own, db }) =>
    (await serviceAccounts.countServiceAccounts(foreign.projectId, db, own.machine.name)) || undefined,
  listValues: async ({ foreign, db }) =>
    (await tokenRecords.listValues(foreign.projectId, db, { after: "", limit: 100 })).values,
  findValues: async ({ foreign, own, db }) => {
    const asked = { digests: [], holders: [own.person.id], limit: 10 };
    return (await tokenRecords.findValues(foreign.projectId, db, asked)).values;
  },
  listEndingRecords: ({ foreign, db }) =>
    tokenRecords.listEndingRecords(foreign.projectId, db, {
      afterMs: 0,
      untilMs: Number.MAX_SAFE_INTEGER,
      lastMs: 0,
      days: 30,
      page: ALL,
    }),
  listActiveRecords: ({ foreign, db }) => tokenRecords.listActiveRecords(foreign.projectId, db, NOON),
  listActiveTokens: ({ foreign, own, db }) =>
    tokenLists.listActiveTokens(foreign.projectId, db, { holder: own.person, nowMs: NOON }),
  listTokensOf: ({ foreign, own, db }) => tokenLists.listTokensOf(foreign.projectId, db, own.person),
  insertVersion: ({ foreign, own, trx, tokenId }) => {
    const token = tokenFor(own, { id: tokenId });
    const digest = digestOf({ id: `second value of ${tokenId}` });
    const version = { token, digest, hint: "thp_another_…", atMs: NOON, overlapEndsAtMs: NOON + 1 };
    return tokens.insertVersion(foreign.projectId, trx, version).catch(refusedAsForeign);
  },
  endVersions: ({ foreign, trx, tokenId }) =>
    tokens.endVersions(foreign.projectId, trx, { tokenId, before: 2, atMs: NOON, endsAtMs: NOON }),
  listVersions: ({ foreign, db, tokenId }) => tokenVersions.listVersions(foreign.projectId, db, tokenId),
  listUseDays: ({ foreign, db, tokenId }) =>
    tokenUses.listUseDays(foreign.projectId, db, { tokenId, fromDay: 0 }),
  listUseAddresses: ({ foreign, db, tokenId }) => tokenUses.listUseAddresses(foreign.projectId, db, tokenId),
  listAuditEvents: ({ foreign, db }) =>
    audit.listAuditEvents(foreign.projectId, db, { filter: {}, page: ALL }),
  countAuditEvents: async ({ foreign, db }) =>
    (await audit.countAuditEvents(foreign.projectId, db, {})) || undefined,
  findMembership: ({ foreign, own, db }) => users.findMembership(foreign.projectId, db, own.person.id),
  insertWebhook: ({ foreign, trx }) =>
    webhooks.insertWebhook(foreign.projectId, trx, webhookOf(randomUUID())),
  updateWebhook: ({ foreign, trx, webhookId }) =>
    webhooks.updateWebhook(foreign.projectId, trx, { ...webhookOf(webhookId), name: "not yours" }),
  replaceWebhookSecret: ({ foreign, trx, webhookId }) => {
    const secret = { id: webhookId, secret: Buffer.from("another"), beforeUntilMs: NOON };
    return webhooks.replaceWebhookSecret(foreign.projectId, trx, secret);
  },
  deleteWebhook: ({ foreign, trx, webhookId }) => webhooks.deleteWebhook(foreign.projectId, trx, webhookId),
  findWebhook: ({ foreign, db, webhookId }) => webhooks.findWebhook(foreign.projectId, db, webhookId),
  listWebhooks: ({ foreign, db }) => webhooks.listWebhooks(foreign.projectId, db),
  announce: ({ foreign, own, trx }) =>
    webhooks.announce(foreign.projectId, trx, { event: "token.created", atMs: NOON, token: tokenFor(own) }),
  listDeliveries: ({ foreign, db, webhookId }) =>
    deliveries.listDeliveries(foreign.projectId, db, { webhookId, page: { ...ALL, descending: true } }),
  countDeliveries: async ({ foreign, db, webhookId }) =>
    (await deliveries.countDeliveries(foreign.projectId, db, webhookId)) || undefined,
};

describe.each(databases)("a function of storage on $name", ({ create }) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(await create());
  });
  afterAll(() => store.close());

  /** All that a project has. */
  async function belongings({ projectId }: Owned): Promise<unknown> {
    const { db } = store;
    const tables = {
      project: await db.selectFrom("projects").selectAll().where("id", "=", projectId).execute(),
      members: await db.selectFrom("members").selectAll().where("project_id", "=", projectId).execute(),
      accounts: await db
        .selectFrom("service_accounts")
        .selectAll()
        .where("project_id", "=", projectId)
        .execute(),
      tokens: await db.selectFrom("tokens").selectAll().where("project_id", "=", projectId).execute(),
      versions: await db
        .selectFrom("token_versions as v")
        .innerJoin("tokens as t", "t.id", "v.token_id")
        .selectAll("v")
        .where("t.project_id", "=", projectId)
        .execute(),
      keys: await db.selectFrom("idempotency_keys").selectAll().where("project_id", "=", projectId).execute(),
      events: await db.selectFrom("audit_events").selectAll().where("project_id", "=", projectId).execute(),
      webhooks: await db.selectFrom("webhooks").selectAll().where("project_id", "=", projectId).execute(),
      deliveries: await db
        .selectFrom("deliveries as d")
        .innerJoin("webhooks as w", "w.id", "d.webhook_id")
        .selectAll("d")
        .where("w.project_id", "=", projectId)
        .execute(),
    };
    // A row that was written lies elsewhere, whatever was written.
    return Object.entries(tables).map(([name, rows]) => [name, rows.map((row) => inspect(row)).toSorted()]);
  }

  it.each(Object.entries(CALLS))("reaches its own project and nothing of another: %s", async (_, call) => {
    const [own, foreign] = [await addTenant(store.db), await addTenant(store.db)];
    const active = tokenFor(own, { name: "ours" });
    const revoked = tokenFor(own, { revokedAtMs: NOON - 1, revokeReason: "ours" });
    await addTokens(store.db, [active, revoked]);
    const by = { userAgent: "a script", verifier: "server" };
    const use = { uses: 1, firstMs: NOON, lastMs: NOON, ...by };
    const last = { tokenId: active.id, atMs: NOON, ip: "192.0.2.1", ...by };
    const used = { last, days: new Map([[tokenUses.dayOf(NOON), 1]]), addresses: new Map([[last.ip, use]]) };
    await tokenUses.recordTokenUses(store.db, [used]);
    const coOwner = await addTenant(store.db);
    const webhookId = randomUUID();
    await inChange(store.db, async (trx) => {
      const member = { userId: coOwner.person.id, role: "owner", tokenAccess: "inherit" } as const;
      await members.insertMember(own.projectId, trx, { ...member, createdAtMs: NOON });
      await audit.insertAuditEvent(own.projectId, trx, { ...EVENT, tokenId: active.id });
      await idempotencyKeys.insertIdempotencyKey(own.projectId, trx, keyOf(own, active.id));
      await webhooks.insertWebhook(own.projectId, trx, webhookOf(webhookId));
      await webhooks.announce(own.projectId, trx, { event: "token.created", atMs: NOON, token: active });
    });
    const run = (foreign: Owned) =>
      inChange(store.db, (trx) =>
        call({ foreign, own, tokenId: active.id, revokedId: revoked.id, webhookId, db: trx, trx }),
      );
    const before = await belongings(own);
    expect(isNothing(await run(foreign))).toBe(true);
    expect(await belongings(own)).toEqual(before);
    const isSeen = await run(own).then((answer) => !isNothing(answer), () => true); // prettier-ignore
    expect(isSeen || !isDeepStrictEqual(await belongings(own), before)).toBe(true);
  });

  it("takes the project first", () => {
    const exported = Object.entries(MODULES);
    const functions = exported.filter(([, value]) => typeof value === "function");
    const unscoped = functions.filter(([, value]) => !/^async function \w+\(projectId,/.test(String(value)));
    expect(unscoped.map(([name]) => name).toSorted()).toEqual(WITHOUT_PROJECT.toSorted());
  });

  it("does not compile without the project", async () => {
    type First = { [K in Scoped]: Exclude<Parameters<Modules[K]>[0], null> };
    expectTypeOf<First>().toEqualTypeOf<Record<Scoped, string>>();
    // @ts-expect-error -- the project is missing
    await expect(tokens.findToken(store.db, randomUUID())).rejects.toThrow("not a function");
  });
});

/** It is refused aloud: a new value that belongs to no token would open nothing, and nobody would know why. */
function refusedAsForeign(error: Error): void {
  expect(error.message).toMatch(/another project/);
}

function isNothing(answer: unknown): boolean {
  return answer === undefined || (Array.isArray(answer) && answer.length === 0);
}
