import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Credentials, Installation, Minted } from "../fixture.ts";
import { addServiceAccount, mint, NOON, signIn } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam({ everyoneMayGenerate: true });
});
afterAll(() => team.stop());
beforeEach(() => {
  team.clock.nowMs = NOON;
});

async function itemsOf(operation: "listTokenVersions" | "listTokenEvents", who: Credentials, id: string) {
  const { status, body } = await team.call(operation, who, { id });
  expect(status).toBe(200);
  return body.items;
}

async function usageOf(who: Credentials, id: string, days?: number) {
  const query = days === undefined ? {} : { days: String(days) };
  const { status, body } = await team.call("getTokenUsage", who, { id, query });
  expect(status).toBe(200);
  return body;
}

const useOf = ({ value }: Minted) => team.call("getMe", { bearer: value });

test("the versions of a token are told newest first, with when each began and ends", async () => {
  const { session } = team.member;
  const { id } = await mint(team, session);
  expect(await itemsOf("listTokenVersions", session, id)).toEqual([
    { version: 1, createdAt: "2026-11-22T12:00:00.000Z", validUntil: null },
  ]);
  team.clock.nowMs += 60_000;
  await team.call("rotateToken", session, { id, body: { overlapSeconds: 3600 } });
  team.clock.nowMs += 60_000;
  await team.call("endOverlap", session, { id });
  expect(await itemsOf("listTokenVersions", team.admin.session, id)).toEqual([
    { version: 2, createdAt: "2026-11-22T12:01:00.000Z", validUntil: null },
    { version: 1, createdAt: "2026-11-22T12:00:00.000Z", validUntil: "2026-11-22T12:02:00.000Z" },
  ]);
});

test("a holder reads what happened to their token, page by page, and nothing of any other", async () => {
  const { session } = team.member;
  const { id, value } = await mint(team, session, { name: "of interest" });
  await mint(team, session, { name: "another" });
  await team.call("revokeToken", session, { id, body: { reason: "a test" } });
  await team.call("restoreToken", session, { id });
  const read = (query: Record<string, string>) => team.call("listTokenEvents", session, { id, query });
  const first = await read({ limit: "2" });
  expect(first.body).toMatchObject({ total: 3, nextCursor: expect.any(String) });
  const second = await read({ limit: "2", cursor: first.body.nextCursor });
  expect(second.body.nextCursor).toBeNull();
  const events = [...first.body.items, ...second.body.items];
  expect(events.map(({ event, tokenId }) => [event, tokenId])).toEqual([
    ["token.restored", id],
    ["token.revoked", id],
    ["token.created", id],
  ]);
  expect(events[1]).toMatchObject({ actor: { id: team.member.id }, origin: { ip: "127.0.0.1" } });
  expect(await itemsOf("listTokenEvents", { bearer: value }, id)).toEqual(events);
});

test("from where somebody else acted is told to owner and administrators only", async () => {
  const { id } = await mint(team, team.member.session);
  await team.call("revokeToken", team.admin.session, { id });
  const [, created] = await itemsOf("listTokenEvents", team.member.session, id);
  const [revoked] = await itemsOf("listTokenEvents", team.member.session, id);
  expect(created.origin).toMatchObject({ carrier: "session", ip: "127.0.0.1" });
  expect(revoked).toMatchObject({ event: "token.revoked", actor: { id: team.admin.id } });
  expect(revoked.origin).toEqual({ carrier: "session", tokenId: null, ip: "", userAgent: "", requestId: "" });
  for (const administrator of [team.owner, team.admin]) {
    const [seen] = await itemsOf("listTokenEvents", administrator.session, id);
    expect(seen.origin).toMatchObject({ ip: "127.0.0.1", requestId: expect.stringMatching(/./) });
  }
});

test("a service account reads of its own token, and not who administers it from where", async () => {
  const account = await addServiceAccount(team, team.owner.session, { name: "importer", role: "member" });
  const { id, value } = await mint(team, team.owner.session, { serviceAccount: account });
  const [created] = await itemsOf("listTokenEvents", { bearer: value }, id);
  expect(created).toMatchObject({ actor: { id: team.owner.id }, origin: { ip: "" } });
  // Reading by the token is a use of it, too.
  expect((await usageOf({ bearer: value }, id)).total).toBe(2);
});

test("uses are counted by day in UTC and by address, every day of the range told", async () => {
  const token = await mint(team, team.member.session);
  expect(await usageOf(team.member.session, token.id, 2)).toEqual({
    total: 0,
    days: [
      { date: "2026-11-21", uses: 0 },
      { date: "2026-11-22", uses: 0 },
    ],
    addresses: [],
  });
  const session = await signIn(team, team.member);
  for (let n = 0; n < 3; n++) await useOf(token);
  team.clock.nowMs += 2 * DAY_MS;
  await useOf(token);
  const { total, days, addresses } = await usageOf(session, token.id, 4);
  expect(total).toBe(4);
  expect(days).toEqual([
    { date: "2026-11-21", uses: 0 },
    { date: "2026-11-22", uses: 3 },
    { date: "2026-11-23", uses: 0 },
    { date: "2026-11-24", uses: 1 },
  ]);
  expect(addresses).toEqual([
    {
      ip: "127.0.0.1",
      uses: 4,
      firstUsedAt: "2026-11-22T12:00:00.000Z",
      lastUsedAt: "2026-11-24T12:00:00.000Z",
      userAgent: "node",
      verifier: team.service.verifier.name,
    },
  ]);
  expect((await usageOf(session, token.id, 1)).total).toBe(1);
  expect((await usageOf(session, token.id)).days).toHaveLength(30);
});

test("a check counts as a use from the address that it names, and a refused one as none", async () => {
  const token = await mint(team, team.owner.session, { scopes: ["orders:read"] });
  const { value: bearer } = await mint(team, team.owner.session);
  const verify = (body: object) =>
    team.call("verifyToken", { bearer }, { body: { token: token.value, ...body } });
  await verify({ ip: "203.0.113.7", userAgent: `curl/8 ${token.value}` });
  await verify({});
  await verify({ scopes: ["orders:write"], ip: "203.0.113.8" });
  const { total, addresses } = await usageOf(team.owner.session, token.id);
  expect(total).toBe(2);
  expect(addresses).toMatchObject([
    { ip: "203.0.113.7", uses: 1, userAgent: `curl/8 ${token.value.slice(0, 16)}_…` },
  ]);
});

test("what is refused counts as no use, and reading by session neither", async () => {
  const { session } = team.member;
  const token = await mint(team, session);
  await team.call("revokeToken", session, { id: token.id });
  expect((await useOf(token)).status).toBe(401);
  await usageOf(session, token.id);
  expect((await usageOf(session, token.id)).total).toBe(0);
});

test("the days asked for are from 1 to 400", async () => {
  const { id } = await mint(team, team.member.session);
  expect((await usageOf(team.member.session, id, 400)).days).toHaveLength(400);
  for (const days of ["0", "401", "1.5", "x"]) {
    const reply = await team.call("getTokenUsage", team.member.session, { id, query: { days } });
    expect(reply).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  }
});

test("whoever may not see a token learns nothing of it by these routes", async () => {
  const { id } = await mint(team, team.owner.session);
  for (const operation of ["listTokenVersions", "listTokenEvents", "getTokenUsage"] as const) {
    for (const one of [id, randomUUID()]) {
      const { status, body } = await team.call(operation, team.member.session, { id: one });
      expect([status, body.code, body.detail]).toEqual([404, "not_found", "There is no token with this id"]);
    }
  }
});
