import { afterAll, beforeAll, expect, test } from "vitest";
import { verifierHandlers } from "../../src/http/handlers/verifiers.ts";
import type { Installation } from "../fixture.ts";
import { createIdleApp } from "../idle-app.ts";
import { databases } from "../storage/databases.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());

interface Assumption {
  name: string;
  holds: boolean | null;
  remedy: string | null;
}

async function assumptions(): Promise<Map<string, Assumption>> {
  const { status, body } = await team.call("listVerifiers", team.owner.session);
  expect(status).toBe(200);
  return new Map((body.assumptions as Assumption[]).map((one) => [one.name, one]));
}

const isPostgres = databases.some(({ name }) => name === "postgres");

test("what a receipt relies on is told one by one; what holds needs no remedy", async () => {
  const told = await assumptions();
  const holding = isPostgres ? ["primary", "fsync", "synchronous_commit", "clocks", "time"] : ["synchronous"];
  for (const name of holding) expect(told.get(name)).toEqual({ name, holds: true, remedy: null });
});

test.runIf(isPostgres)("that commits wait for no standby is told as what nobody here can judge", async () => {
  const { holds, remedy } = (await assumptions()).get("synchronous_standby") ?? {};
  expect(holds).toBeNull();
  expect(remedy).toContain("synchronous_standby_names");
});

test("clocks that did not go on alike are told with what to do (B-44)", async () => {
  const { standing } = team.service;
  team.service.standing = { ...standing, clocksAgree: () => false };
  expect((await assumptions()).get("clocks")).toEqual({
    name: "clocks",
    holds: false,
    remedy: expect.stringContaining("do not suspend"),
  });
  team.service.standing = standing;
});

test("where no server holds a lease nothing is waited for, and what is amiss is still told", async () => {
  const app = await createIdleApp(team.service.db);
  const leases = { ...app.leases, list: async () => [] };
  const caller = { project: { id: team.projectId } };
  const told = await verifierHandlers.listVerifiers({ ...app, leases }, { caller } as never);
  expect(told).toMatchObject({ items: [], longestWaitMs: 0, assumptions: expect.any(Array) });
  app.leases.close();
});

test("a clock that is far from the database's is told with how far, and in which direction", async () => {
  const { standing } = team.service;
  for (const [aheadMs, words] of [
    [10_040, "10.0 s ahead of the database's"],
    [-2500, "2.5 s behind the database's"],
  ] as const) {
    team.service.standing = { ...standing, timeDifference: () => ({ aheadMs, isFar: true }) };
    const { holds, remedy } = (await assumptions()).get("time") ?? {};
    expect(holds).toBe(false);
    expect(remedy).toContain(words);
  }
  team.service.standing = standing;
});
