import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Installation } from "../fixture.ts";
import { mint, NOON } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

/* Whoever uses a token learns by its answers that it ends soon. */

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
afterEach(() => {
  team.clock.nowMs = NOON;
});

async function toldOf(value: string, operation: "getMe" | "verifyToken" = "getMe") {
  const input = operation === "verifyToken" ? { body: { token: value } } : {};
  const { status, headers } = await team.call(operation, { bearer: value }, input);
  expect(status).toBe(200);
  return [headers.get("sunset"), headers.get("tokenhouse-warning")];
}

const dateAfter = (days: number) => new Date(NOON + days * DAY_MS).toUTCString();

test.each([
  [90, 0, false, false],
  [90, 59, false, false],
  [90, 60, true, true],
  [40, 10, true, false],
  [40, 21, true, true],
  [30, 0, true, false],
  [2, 0.5, true, false],
  [2, 1.5, true, true],
])("of a token for %i days, after %i: Sunset %s, a warning %s", async (days, after, sunset, warning) => {
  const { value } = await mint(team, team.owner.session, { lifetimeDays: days });
  team.clock.nowMs = NOON + after * DAY_MS;
  expect(await toldOf(value)).toEqual([sunset ? dateAfter(days) : null, warning ? "token_expires" : null]);
});

test("where memory answers, too, the end is told", async () => {
  const { value } = await mint(team, team.owner.session, { lifetimeDays: 31 });
  const inMemory = async () => {
    await toldOf(value, "verifyToken");
    return toldOf(value, "verifyToken");
  };
  expect(await inMemory()).toEqual([null, null]);
  team.clock.nowMs = NOON + 2 * DAY_MS;
  expect((await inMemory())[0]).toBe(dateAfter(31));
});

test("a value that rotation has replaced is told so, with the end of the overlap; the new one is not", async () => {
  const { id, value } = await mint(team, team.owner.session, { lifetimeDays: 90 });
  const { body } = await team.call("rotateToken", team.owner.session, {
    id,
    body: { overlapSeconds: 86_400 },
  });
  expect(await toldOf(value)).toEqual([dateAfter(1), "token_replaced"]);
  expect(await toldOf(body.value)).toEqual([null, null]);
});

test("a session, which has no such end, is told nothing", async () => {
  const { headers } = await team.call("getMe", team.owner.session);
  expect([headers.get("sunset"), headers.get("tokenhouse-warning")]).toEqual([null, null]);
});
