import { digestToken } from "@tokenhouse/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperationId } from "../../src/contract/index.ts";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Installation, Minted } from "../fixture.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

type Query = Record<string, string>;

let team: Installation & Team;
let other: Team;
let runner: string;
let tokens: Record<"early" | "soon" | "late" | "ended" | "over" | "machine" | "colleague", Minted>;

/** The owner's five tokens, one of a service account, one of the administrator. */
beforeAll(async () => {
  team = await startTeam();
  other = await addTeam(team, "other");
  runner = await addServiceAccount(team, team.owner.session, { name: "Runner", role: "admin" });
  const own = (name: string, body: Record<string, unknown>) =>
    mint(team, team.owner.session, { name, ...body });
  const over = await own("over", { lifetimeDays: 1 });
  team.clock.nowMs = NOON + DAY_MS;
  tokens = {
    over,
    early: await own("early", { lifetimeDays: 90, scopes: ["orders:read"] }),
    soon: await own("soon", { lifetimeDays: 7 }),
    late: await own("late", { lifetimeDays: 15, scopes: ["orders:read", "orders:write"] }),
    ended: await own("ended", { lifetimeDays: 7 }),
    machine: await own("machine", { serviceAccount: runner, lifetimeDays: 14 }),
    colleague: await mint(team, team.admin.session, { name: "colleague", lifetimeDays: 90 }),
  };
  await team.call("revokeToken", team.owner.session, { id: tokens.ended.id });
  team.clock.nowMs += 60_000;
  await team.call("getMe", { bearer: tokens.early.value });
  await mint(team, other.owner.session, { name: "not ours", lifetimeDays: 7 });
});
afterAll(() => team.stop());

async function named(query: Query, operation: OperationId = "listTokens"): Promise<string[]> {
  const { status, text, body } = await team.call(operation, team.owner.session, { query });
  const items: { name: string }[] = body.items ?? body;
  expect([status, body.total ?? items.length], text).toEqual([200, items.length]);
  return items.map(({ name }) => name).toSorted();
}

const at = (days: number) => new Date(NOON + days * DAY_MS).toISOString();

test.each<[Query, string[]]>([
  [{ expiresWithinDays: "7" }, ["soon"]],
  [{ expiresWithinDays: "15" }, ["late", "soon"]],
  [{ expiresAfter: at(9) }, ["early", "late"]],
  [{ expiresBefore: at(9) }, ["ended", "over", "soon"]],
  [{ expiresAfter: at(1), expiresBefore: at(2) }, ["over"]],
  [{ createdAfter: at(1) }, ["early", "ended", "late", "soon"]],
  [{ createdBefore: at(1) }, ["over"]],
  [{ createdBefore: "2026-11-23T14:00:00+02:00" }, ["over"]],
  [{ lastUsedAfter: at(1) }, ["early"]],
  [{ lastUsedBefore: at(1) }, []],
  [{ scope: "orders:read" }, ["early", "late"]],
  [{ scope: "orders:write", status: "active", search: "LAT" }, ["late"]],
  [{ scope: "*", status: "revoked" }, ["ended"]],
])("one's own tokens narrowed by %j are %j", async (query, expected) => {
  expect(await named(query)).toEqual(expected);
});

test("a project's list and its exports take the same filters", async () => {
  const operations = ["listProjectTokens", "exportProjectTokensJson"] as const;
  for (const operation of operations) {
    expect(await named({ expiresWithinDays: "14" }, operation)).toEqual(["machine", "soon"]);
    expect(await named({ expiresWithinDays: "14", kind: "service" }, operation)).toEqual(["machine"]);
    const both = { createdAfter: at(1), expiresAfter: at(50), scope: "*" };
    expect(await named(both, operation)).toEqual(["colleague"]);
  }
  const query = { scope: "orders:write", sort: "name" };
  const { text } = await team.call("exportProjectTokensCsv", team.owner.session, { query });
  expect(text.split("\r\n").slice(1, -1).map((line) => line.split(",")[2])).toEqual(["late"]); // prettier-ignore
});

test("a pasted value finds its token by its digest, before and after a rotation, and nobody else's", async () => {
  const { value, id } = await mint(team, team.owner.session, { name: "rotated" });
  const before = digestToken(value);
  const rotated = await team.call("rotateToken", team.owner.session, { id, body: { overlapSeconds: 0 } });
  const after = digestToken(String(rotated.body.value));
  for (const digest of [before, after]) {
    expect(await named({ digest })).toEqual(["rotated"]);
    expect(await named({ digest }, "listProjectTokens")).toEqual(["rotated"]);
    expect(await named({ digest, status: "revoked" })).toEqual([]);
  }
  expect(await named({ digest: digestToken(tokens.colleague.value) })).toEqual([]);
  const asColleague = { query: { digest: before } };
  expect((await team.call("listTokens", team.admin.session, asColleague)).body.items).toEqual([]);
  expect((await team.call("listProjectTokens", other.owner.session, asColleague)).body.items).toEqual([]);
  await team.call("deleteToken", team.owner.session, { id });
  expect(await named({ digest: after })).toEqual([]);
});

test.each<[Query, string]>([
  [{ expiresWithinDays: "0" }, "expiresWithinDays"],
  [{ expiresWithinDays: "3651" }, "expiresWithinDays"],
  [{ expiresWithinDays: "1.5" }, "expiresWithinDays"],
  [{ expiresWithinDays: "soon" }, "expiresWithinDays"],
  [{ expiresWithinDays: "" }, "expiresWithinDays"],
  [{ expiresAfter: "2026-11-22" }, "expiresAfter"],
  [{ expiresBefore: "tomorrow" }, "expiresBefore"],
  [{ createdAfter: "2026-02-30T00:00:00Z" }, "createdAfter"],
  [{ createdBefore: "2026-11-22T12:00:00" }, "createdBefore"],
  [{ lastUsedAfter: "" }, "lastUsedAfter"],
  [{ lastUsedBefore: "1795348800000" }, "lastUsedBefore"],
  [{ scope: "orders" }, "scope"],
  [{ digest: "abc" }, "digest"],
  [{ digest: "A".repeat(64) }, "digest"],
  [{ status: "dead" }, "status"],
  [{ expires: "soon" }, "expires"],
])("a list narrowed by %j is refused at %s (B-19)", async (query, path) => {
  for (const operation of ["listTokens", "listProjectTokens", "exportProjectTokensCsv"] as const) {
    const refused = await team.call(operation, team.owner.session, { query });
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
  }
});

test("filters hold on every page, and a cursor belongs to them", async () => {
  const query = { createdAfter: at(1), limit: "1", sort: "name" };
  const first = await team.call("listTokens", team.owner.session, { query });
  expect([first.body.total, first.body.items[0].name]).toEqual([4, "early"]);
  const cursor = String(first.body.nextCursor);
  const second = await team.call("listTokens", team.owner.session, { query: { ...query, cursor } });
  expect(second.body.items[0].name).toBe("ended");
  const elsewhere = { ...query, createdAfter: at(2), cursor };
  const refused = await team.call("listTokens", team.owner.session, { query: elsewhere });
  expect(refused.body).toMatchObject({ code: "invalid_request", errors: [{ path: "cursor" }] });
});

test("a summary counts one's own tokens in every state, and again when one changes", async () => {
  const summary = async () => (await team.call("summarizeTokens", team.owner.session)).body;
  expect(await summary()).toEqual({ active: 3, expiringSoon: 1, revoked: 1, expired: 1 });
  await team.call("revokeToken", team.owner.session, { id: tokens.soon.id });
  expect(await summary()).toEqual({ active: 2, expiringSoon: 0, revoked: 2, expired: 1 });
  await team.call("restoreToken", team.owner.session, { id: tokens.soon.id });
  const { body } = await team.call("summarizeTokens", { bearer: tokens.colleague.value });
  expect(body).toEqual({ active: 1, expiringSoon: 0, revoked: 0, expired: 0 });
});

test("a project's summary counts everybody's tokens, one holder's, or one kind's, for administrators", async () => {
  const summary = (query: Query = {}) =>
    team.call("summarizeProjectTokens", team.admin.session, { query }).then(({ body }) => body);
  expect(await summary()).toEqual({ active: 5, expiringSoon: 2, revoked: 1, expired: 1 });
  const machine = { active: 1, expiringSoon: 1, revoked: 0, expired: 0 };
  expect(await summary({ holder: runner })).toEqual(machine);
  expect(await summary({ kind: "service" })).toEqual(machine);
  expect(await summary({ kind: "service", holder: team.owner.id })).toEqual({
    active: 0,
    expiringSoon: 0,
    revoked: 0,
    expired: 0,
  });
  expect(await summary({ holder: "x" })).toMatchObject({
    code: "invalid_request",
    errors: [{ path: "holder" }],
  });
  expect((await team.call("summarizeProjectTokens", team.member.session)).body.code).toBe("forbidden");
});
