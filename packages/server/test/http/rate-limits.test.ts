import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credentials, Installation } from "../fixture.ts";
import { addServiceAccount, mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

/* The rate limit as a token's own: asked for, kept, told, handed on. */

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());

const TEN_A_MINUTE = { requests: 10, windowSeconds: 60 };

async function create(rateLimit: unknown, by: Credentials = team.owner.session) {
  return team.call("createToken", by, { body: { lifetimeDays: 1, rateLimit } });
}

test("a token has the rate limit that it was made with, in every answer that shows it", async () => {
  const { status, body } = await create(TEN_A_MINUTE);
  expect([status, body.token.rateLimit]).toEqual([201, TEN_A_MINUTE]);
  const { id, name } = body.token;
  const { session } = team.owner;
  expect((await team.call("getToken", session, { id })).body.rateLimit).toEqual(TEN_A_MINUTE);
  const { items } = (await team.call("listProjectTokens", session, { query: { search: name } })).body;
  expect(items).toMatchObject([{ rateLimit: TEN_A_MINUTE }]);
  const csv = await team.call("exportProjectTokensCsv", session, { query: { search: name } });
  expect(csv.text).toContain("10/60s");
  const events = await team.call("listTokenEvents", session, { id });
  expect(events.body.items[0].detail).toMatchObject({ rateLimit: TEN_A_MINUTE });
});

test("left out or null it is none, for people and for service accounts", async () => {
  expect((await create(null)).body.token.rateLimit).toBeNull();
  expect((await create(undefined)).body.token.rateLimit).toBeNull();
  const id = await addServiceAccount(team, team.owner.session, { name: "limited", role: "member" });
  const body = { lifetimeDays: 1, rateLimit: TEN_A_MINUTE };
  const reply = await team.call("createServiceToken", team.owner.session, { id, body });
  expect(reply.body.token.rateLimit).toEqual(TEN_A_MINUTE);
});

test.each([
  [{ requests: 0, windowSeconds: 60 }, "rateLimit.requests"],
  [{ requests: 1_000_001, windowSeconds: 60 }, "rateLimit.requests"],
  [{ requests: 1.5, windowSeconds: 60 }, "rateLimit.requests"],
  [{ requests: "10", windowSeconds: 60 }, "rateLimit.requests"],
  [{ requests: 10, windowSeconds: 0 }, "rateLimit.windowSeconds"],
  [{ requests: 10, windowSeconds: 86_401 }, "rateLimit.windowSeconds"],
  [{ requests: 10 }, "rateLimit.windowSeconds"],
  [{ ...TEN_A_MINUTE, burst: 5 }, "rateLimit.burst"],
  [10, "rateLimit"],
  [[], "rateLimit"],
])("the rate limit %j is refused at its field", async (rateLimit, path) => {
  const { status, body } = await create(rateLimit);
  expect([status, body.code]).toEqual([400, "invalid_request"]);
  expect(body.errors.map((fault: { path: string }) => fault.path)).toContain(path);
});

test("a limited token makes none that is less limited, at once or over time, and none without a limit", async () => {
  const parent = await mint(team, team.owner.session, { rateLimit: TEN_A_MINUTE });
  const by = { bearer: parent.value };
  for (const rateLimit of [
    undefined,
    null,
    { requests: 11, windowSeconds: 60 },
    { requests: 10, windowSeconds: 59 },
    { requests: 5, windowSeconds: 29 },
    { requests: 600, windowSeconds: 3600 },
  ]) {
    const { status, body } = await create(rateLimit, by);
    expect([status, body.code], JSON.stringify(rateLimit)).toEqual([403, "insufficient_scope"]);
    expect(body.detail).toContain("10 requests in 60 s");
  }
  for (const rateLimit of [
    TEN_A_MINUTE,
    { requests: 1, windowSeconds: 6 },
    { requests: 10, windowSeconds: 86_400 },
  ]) {
    expect((await create(rateLimit, by)).body.token.rateLimit).toEqual(rateLimit);
  }
});

test("nor does it rotate one that is less limited; rotation keeps the limit (C-22)", async () => {
  const limited = await mint(team, team.owner.session, { rateLimit: TEN_A_MINUTE });
  const free = await mint(team, team.owner.session);
  const rotate = (id: string) =>
    team.call("rotateToken", { bearer: limited.value }, { id, body: { overlapSeconds: 60 } });
  expect((await rotate(free.id)).body.code).toBe("insufficient_scope");
  expect((await rotate(limited.id)).body.token.rateLimit).toEqual(TEN_A_MINUTE);
});

test("a token made with it by Dataprep's route, which knows no limits, has the same", async () => {
  const parent = await mint(team, team.owner.session, { rateLimit: TEN_A_MINUTE });
  const made = await team.call(
    "createApiAccessToken",
    { bearer: parent.value },
    { body: { lifetimeSeconds: 60 } },
  );
  const id = String(made.body.tokenInfo.tokenId);
  expect((await team.call("getToken", team.owner.session, { id })).body.rateLimit).toEqual(TEN_A_MINUTE);
});
