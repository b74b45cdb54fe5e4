import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { DEFAULT_POLICY } from "../../src/core/policy.ts";
import * as audit from "../../src/storage/audit.ts";
import * as idempotencyKeys from "../../src/storage/idempotency-keys.ts";
import type { Db, Trx } from "../../src/storage/open.ts";
import { inChange } from "../../src/storage/open.ts";
import * as projects from "../../src/storage/projects.ts";
import * as tokens from "../../src/storage/tokens.ts";
import * as users from "../../src/storage/users.ts";
import { databases } from "./databases.ts";
import type { Owned, Store } from "./store.ts";
import { addTenant, addTokens, digestOf, NOON, openStore, tokenFor } from "./store.ts";

/** What concerns no project: the installation, persons across projects, uses of many projects at once, mappings. */
const WITHOUT_PROJECT = [
  "hasUsers",
  "insertUser",
  "findUserByEmail",
  "listMemberships",
  "insertProject",
  "projectOf",
  "recordUses",
  "selectTokens",
  "tokenOf",
] as const;

type Modules = typeof audit & typeof idempotencyKeys & typeof projects & typeof tokens & typeof users;
type Scoped = Exclude<keyof Modules, (typeof WITHOUT_PROJECT)[number] | "PROJECT_COLUMNS">;

interface Given {
  foreign: Owned;
  own: Owned;
  /** Two tokens of our own: an active and a revoked one. */
  tokenId: string;
  revokedId: string;
  db: Db;
  trx: Trx;
}

type Calls = { [K in Scoped]: (given: Given) => Promise<unknown> };

const key = (own: Owned, tokenId: string) => ({
  userId: own.person.id,
  keyDigest: digestOf({ id: "key" }),
  requestDigest: digestOf({ id: "request" }),
  tokenId,
  createdAtMs: NOON,
});
const filterOf = ({ person }: Owned) => ({ holder: person, nowMs: NOON });
const ALL = { sort: "createdAt", descending: false, limit: 100 } as const;
const EVENT: audit.AuditEvent = {
  at: NOON,
  event: "token.created",
  revision: 1,
  tokenId: null,
  actor: { type: "operator", id: null, name: "" },
  origin: { carrier: "none", tokenId: null, ip: "", userAgent: "", requestId: "" },
  detail: {},
};

/** Every function of a project, called for the foreign project with what belongs to our own. A missing one does not compile. */
const CALLS: Calls = {
  insertAuditEvent: ({ foreign, trx, tokenId }) =>
    audit.insertAuditEvent(foreign.projectId, trx, { ...EVENT, tokenId }),
  listTokenEvents: ({ foreign, db, tokenId }) => audit.listTokenEvents(foreign.projectId, db, tokenId),
  findIdempotencyKey: ({ foreign, own, trx, tokenId }) =>
    idempotencyKeys.findIdempotencyKey(foreign.projectId, trx, key(own, tokenId)),
  insertIdempotencyKey: ({ foreign, own, trx }) =>
    idempotencyKeys.insertIdempotencyKey(foreign.projectId, trx, key(own, "elsewhere")),
  getProject: async ({ foreign, own, db }) =>
    (await projects.getProject(foreign.projectId, db)).id === own.projectId || undefined,
  updatePolicy: ({ foreign, trx }) =>
    projects.updatePolicy(foreign.projectId, trx, { ...DEFAULT_POLICY, tokensEnabled: false }),
  insertToken: ({ foreign, trx }) => {
    const token = tokenFor(foreign);
    return tokens.insertToken(foreign.projectId, trx, { ...token, digest: digestOf(token) });
  },
  findToken: ({ foreign, db, tokenId }) => tokens.findToken(foreign.projectId, db, tokenId),
  isNameTaken: async ({ foreign, own, trx }) =>
    (await tokens.isNameTaken(foreign.projectId, trx, { holder: own.person, name: "ours" })) || undefined,
  setRevoked: ({ foreign, trx, tokenId }) =>
    tokens.setRevoked(foreign.projectId, trx, { tokenId, atMs: NOON, reason: "not yours" }),
  clearRevoked: ({ foreign, trx, revokedId }) => tokens.clearRevoked(foreign.projectId, trx, revokedId),
  deleteToken: ({ foreign, trx, tokenId }) => tokens.deleteToken(foreign.projectId, trx, tokenId),
  listTokens: ({ foreign, own, db }) =>
    tokens.listTokens(foreign.projectId, db, { filter: filterOf(own), page: ALL }),
  countTokens: async ({ foreign, own, db }) =>
    (await tokens.countTokens(foreign.projectId, db, filterOf(own))) || undefined,
  insertMember: ({ foreign, own, trx }) =>
    users.insertMember(foreign.projectId, trx, {
      userId: own.person.id,
      role: "member",
      tokenAccess: "deny",
      createdAtMs: NOON,
    }),
  findMembership: ({ foreign, own, db }) => users.findMembership(foreign.projectId, db, own.person.id),
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
    return {
      project: await db.selectFrom("projects").selectAll().where("id", "=", projectId).execute(),
      members: await db.selectFrom("members").selectAll().where("project_id", "=", projectId).execute(),
      tokens: await db.selectFrom("tokens").selectAll().where("project_id", "=", projectId).execute(),
      keys: await db.selectFrom("idempotency_keys").selectAll().where("project_id", "=", projectId).execute(),
      events: await db.selectFrom("audit_events").selectAll().where("project_id", "=", projectId).execute(),
    };
  }

  it.each(Object.entries(CALLS))("reaches its own project and nothing of another: %s", async (_, call) => {
    const [own, foreign] = [await addTenant(store.db), await addTenant(store.db)];
    const active = tokenFor(own, { name: "ours" });
    const revoked = tokenFor(own, { revokedAtMs: NOON - 1, revokeReason: "ours" });
    await addTokens(store.db, [active, revoked]);
    await inChange(store.db, async (trx) => {
      await audit.insertAuditEvent(own.projectId, trx, { ...EVENT, tokenId: active.id });
      await idempotencyKeys.insertIdempotencyKey(own.projectId, trx, key(own, active.id));
    });
    const run = (foreign: Owned) =>
      inChange(store.db, (trx) =>
        call({ foreign, own, tokenId: active.id, revokedId: revoked.id, db: trx, trx }),
      );
    const before = await belongings(own);
    expect(isNothing(await run(foreign))).toBe(true);
    expect(await belongings(own)).toEqual(before);
    const isSeen = await run(own).then((answer) => !isNothing(answer), () => true); // prettier-ignore
    expect(isSeen || !isDeepStrictEqual(await belongings(own), before)).toBe(true);
  });

  it("takes the project first", () => {
    const exported = Object.entries({ ...audit, ...idempotencyKeys, ...projects, ...tokens, ...users });
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

function isNothing(answer: unknown): boolean {
  return answer === undefined || (Array.isArray(answer) && answer.length === 0);
}
