import { expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import { mint, NOON } from "../fixture.ts";
import { startTeam } from "./team.ts";

/** What a script written for Dataprep finds at `/v4/apiAccessTokens`. */

const UNKNOWN = "11111111-1111-4111-8111-111111111111";

test("R67: a script creates, lists, shows and deletes with the fields and statuses it was written for", async () => {
  const team = await startTeam({ maxLifetimeDays: -1 });
  const { call, owner } = team;
  const made = await call(
    "createApiAccessToken",
    { basic: owner.basic },
    {
      body: { lifetimeSeconds: 100, description: "API access token description" },
    },
  );
  const { tokenValue, tokenInfo } = made.body;
  expect([made.status, made.body]).toEqual([
    201,
    {
      tokenValue: expect.stringMatching(/^thp_/),
      tokenInfo: {
        tokenId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        description: "API access token description",
        expiredAt: new Date(NOON + 100_000).toISOString(),
        lastUsed: null,
        createdAt: new Date(NOON).toISOString(),
      },
    },
  ]);
  team.clock.nowMs = NOON + 99_999;
  const asScript = { bearer: tokenValue };
  const used = { ...tokenInfo, lastUsed: new Date(NOON + 99_999).toISOString() };
  const listed = await call("listApiAccessTokens", asScript);
  expect([listed.status, listed.body]).toEqual([200, { data: [used] }]);
  const shown = await call("getApiAccessToken", asScript, { id: tokenInfo.tokenId });
  expect([shown.status, shown.body]).toEqual([200, used]);

  const never = await call("createApiAccessToken", asScript, { body: { lifetimeSeconds: -1 } });
  expect(never.body.tokenInfo).toMatchObject({ description: "", expiredAt: null });
  const deleted = await call("deleteApiAccessToken", asScript, { id: tokenInfo.tokenId });
  expect([deleted.status, deleted.text]).toEqual([204, ""]);
  expect([await team.use(tokenValue), await team.use(never.body.tokenValue)]).toEqual([401, 200]);
});

test("R70: refusals are told as exceptions with a request id, and too many tries with x-retry-after", async () => {
  const team = await startTeam();
  const { call, owner } = team;
  const asOwner = { basic: owner.basic };
  const refusals: [Awaited<ReturnType<typeof call>>, number, string][] = [
    [await call("createApiAccessToken", asOwner, { body: { lifetimeSeconds: 0 } }), 400, "ValidationFailed"],
    [
      await call("createApiAccessToken", asOwner, { body: { lifetimeSeconds: 366 * DAY_MS } }),
      400,
      "ValidationFailed",
    ],
    [await call("listApiAccessTokens", { bearer: "invented" }), 401, "InvalidToken"],
    [
      await call("createApiAccessToken", { basic: team.member.basic }, { body: { lifetimeSeconds: 9 } }),
      403,
      "AccessControlException",
    ],
    [await call("getApiAccessToken", owner.session, { id: UNKNOWN }), 404, "DataNotFoundException"],
  ];
  for (const [{ status, body, headers }, wanted, name] of refusals) {
    expect([status, body]).toEqual([
      wanted,
      { exception: { name, message: expect.stringMatching(/./), details: expect.any(Array) } },
    ]);
    expect(headers.get("x-request-id")).toMatch(/./);
  }
  const guesses = Array.from({ length: 8 }, () =>
    call("createApiAccessToken", { basic: [owner.email, "guessed"] }, { body: { lifetimeSeconds: 9 } }),
  );
  const limited = (await Promise.all(guesses)).filter(({ status }) => status === 429);
  expect(limited.length).toBeGreaterThan(0);
  for (const { body, headers } of limited) {
    expect(body.exception.name).toBe("TooManyRequestsException");
    expect(Number(headers.get("x-retry-after"))).toBeGreaterThan(0);
  }
});

test("R69: another person's token ID answers like one that does not exist, to all but owner and administrators", async () => {
  const team = await startTeam({ everyoneMayGenerate: true });
  const { call, owner, admin, member } = team;
  const { id } = await mint(team, admin.session);
  const routes = [
    "getToken",
    "revokeToken",
    "restoreToken",
    "rotateToken",
    "deleteToken",
    "getApiAccessToken",
    "deleteApiAccessToken",
  ] as const;
  for (const operation of routes) {
    const body = operation === "rotateToken" ? { body: { overlapSeconds: 0 } } : {};
    const foreign = await call(operation, member.session, { id, ...body });
    const unknown = await call(operation, member.session, { id: UNKNOWN, ...body });
    expect([operation, foreign.status]).toEqual([operation, 404]);
    expect({ ...foreign.body, requestId: "" }).toEqual({ ...unknown.body, requestId: "" });
  }
  expect((await call("getToken", owner.session, { id })).status).toBe(200);
});
