import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listRoutes } from "../../src/contract/index.ts";
import type { OperationId } from "../../src/contract/index.ts";
import { DAY_MS } from "../../src/core/limits.ts";
import type { CallInput, Credentials, Installation, Minted, Reply } from "../fixture.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;
let account: string;

beforeAll(async () => {
  team = await startTeam({ maxLifetimeDays: -1 });
  account = await addServiceAccount(team, team.owner.session, { name: "runner", role: "admin" });
});
afterAll(() => team.stop());
beforeEach(() => {
  team.clock.nowMs = NOON;
});

const DAYS = 10;
const ENDS = NOON + DAYS * DAY_MS;
const as = () => team.owner.session;
const revoke = ({ id }: Minted) => team.call("revokeToken", as(), { id });
const works = async (value: string) => (await team.call("getMe", { bearer: value })).status === 200;

/** What somebody might lengthen a life with, at the last moment or after it. */
const LENGTHENING: Record<string, (token: Minted) => Promise<Reply>> = {
  "a restore": async (token) => {
    await revoke(token);
    return team.call("restoreToken", as(), { id: token.id });
  },
  "a restore in bulk": async (token) => {
    await revoke(token);
    return team.call("changeTokens", as(), { body: { action: "restore", ids: [token.id] } });
  },
  "a restore by itself": async (token) => {
    const reply = await revoke(token);
    await team.call("restoreToken", { bearer: token.value }, { id: token.id });
    return reply;
  },
  "a rotation": ({ id }) => team.call("rotateToken", as(), { id, body: { overlapSeconds: 0 } }),
  "a rotation with the longest overlap": ({ id }) =>
    team.call("rotateToken", as(), { id, body: { overlapSeconds: 30 * 86_400 } }),
  "a rotation by itself": ({ id, value }) =>
    team.call("rotateToken", { bearer: value }, { id, body: { overlapSeconds: 60 } }),
  "the end of an overlap": ({ id }) => team.call("endOverlap", as(), { id }),
  "a use": ({ value }) => team.call("getMe", { bearer: value }),
};

describe("C-17: elsewhere a token renewed in its last second never ended", () => {
  test.each(Object.keys(LENGTHENING).flatMap((way) => [-1, 0, 1].map((offsetMs) => ({ way, offsetMs }))))(
    "$way at $offsetMs ms from the expiry moves it nowhere, and no value works from then on",
    async ({ way, offsetMs }) => {
      const service = way.includes("bulk") || way.includes("itself") ? {} : { serviceAccount: account };
      for (const holder of [{}, service]) {
        team.clock.nowMs = NOON;
        const token = await mint(team, as(), { ...holder, lifetimeDays: DAYS });
        team.clock.nowMs = ENDS + offsetMs;
        const reply = await LENGTHENING[way]?.(token);
        const fresh = reply?.status === 201 ? String(reply.body.value) : undefined;
        const shown = (await team.call("getToken", as(), { id: token.id })).body;
        expect(shown.expiresAt).toBe(new Date(ENDS).toISOString());
        expect(offsetMs >= 0 && fresh !== undefined).toBe(false);
        const values = [token.value, ...(fresh === undefined ? [] : [fresh])];
        for (const nowMs of [ENDS, ENDS + 1, ENDS + 365 * DAY_MS]) {
          team.clock.nowMs = nowMs;
          for (const value of values) expect(await works(value)).toBe(false);
        }
      }
    },
  );

  test("what a token makes in its last millisecond has a life of its own, within the project's rules", async () => {
    await team.call("changeSettings", as(), { body: { maxLifetimeDays: 30 } });
    const parent = await mint(team, as(), { lifetimeDays: DAYS });
    const create = async (lifetimeDays: number) =>
      team.call("createToken", { bearer: parent.value }, { body: { lifetimeDays } });
    team.clock.nowMs = ENDS - 1;
    expect((await create(31)).status).toBe(400);
    expect((await create(-1)).status).toBe(400);
    const made = await create(30);
    expect(made.body.token.expiresAt).toBe(new Date(ENDS - 1 + 30 * DAY_MS).toISOString());
    team.clock.nowMs = ENDS;
    expect((await create(1)).body.code).toBe("invalid_token");
    await team.call("changeSettings", as(), { body: { maxLifetimeDays: -1 } });
  });
});

/** What a route about a token needs beside its id. */
const BODIES: Partial<Record<OperationId, object>> = { rotateToken: { overlapSeconds: 60 } };
const REVOKED_FIRST = new Set<OperationId>(["restoreToken", "deleteToken", "deleteApiAccessToken"]);

const ABOUT_TOKENS = listRoutes()
  .filter(([, { path }]) => /\/(?:tokens|apiAccessTokens)\/\{/.test(path))
  .map(([operation]) => operation);

/** What else is done with tokens, by the token itself or about it. */
const OTHERS: Record<string, (token: Minted) => [OperationId, Credentials, CallInput]> = {
  "a revocation of many": ({ id }) => ["changeTokens", as(), { body: { action: "revoke", ids: [id] } }],
  "a deletion of many": ({ id }) => ["changeProjectTokens", as(), { body: { action: "revoke", ids: [id] } }],
  "a check": ({ value }) => ["verifyToken", { bearer: value }, { body: { token: value } }],
  "an introspection": ({ value }) => ["introspectToken", { bearer: value }, { body: { token: value } }],
  "an OAuth revocation": ({ value }) => [
    "revokePresentedToken",
    { bearer: value },
    { body: { token: value } },
  ],
  "a list": ({ value }) => ["listTokens", { bearer: value }, { query: { sort: "expiresAt" } }],
  "the older API's list": ({ value }) => ["listApiAccessTokens", { bearer: value }, {}],
  "a summary": ({ value }) => ["summarizeTokens", { bearer: value }, {}],
  "an export": ({ value }) => ["exportProjectTokensJson", { bearer: value }, {}],
  "a table": ({ value }) => ["exportProjectTokensCsv", { bearer: value }, {}],
  "a filter by expiry": ({ value }) => [
    "listProjectTokens",
    { bearer: value },
    { query: { expiresWithinDays: "60" } },
  ],
};

describe("C-13: elsewhere a token that never expires could not be revoked", () => {
  test.each(ABOUT_TOKENS)("%s works for one with an expiry and for one without", async (operation) => {
    for (const lifetimeDays of [30, -1]) {
      for (const holder of [{}, { serviceAccount: account }]) {
        if (holder.serviceAccount !== undefined && operation.endsWith("ApiAccessToken")) continue;
        const token = await mint(team, as(), { ...holder, lifetimeDays });
        if (REVOKED_FIRST.has(operation)) await revoke(token);
        const body = BODIES[operation];
        const { status, text } = await team.call(operation, as(), { id: token.id, ...(body && { body }) });
        expect(status, `${lifetimeDays}: ${text}`).toBeLessThan(300);
      }
    }
  });

  test.each(Object.keys(OTHERS))("so does %s", async (name) => {
    for (const lifetimeDays of [30, -1]) {
      const [operation, credentials, input] = OTHERS[name]?.(await mint(team, as(), { lifetimeDays })) ?? [];
      if (!operation) throw new Error("There is no such act");
      const { status, text } = await team.call(operation, credentials, input);
      expect(status, `${lifetimeDays}: ${text}`).toBe(200);
    }
  });

  test("one without is refused as soon as it is revoked or rotated out, a century from now, too", async () => {
    const [revoked, rotated] = [
      await mint(team, as(), { lifetimeDays: -1 }),
      await mint(team, as(), { lifetimeDays: -1 }),
    ];
    await revoke(revoked);
    await team.call("rotateToken", as(), { id: rotated.id, body: { overlapSeconds: 60 } });
    for (const years of [0, 1, 100]) {
      team.clock.nowMs = NOON + 60_000 + years * 365 * DAY_MS;
      expect([await works(revoked.value), await works(rotated.value)]).toEqual([false, false]);
    }
  });
});
