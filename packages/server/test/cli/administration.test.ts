import { afterAll, beforeAll, expect, test } from "vitest";
import { mint } from "../fixture.ts";
import { startOwnersShell } from "./shell.ts";

let world: Awaited<ReturnType<typeof startOwnersShell>>;

beforeAll(async () => {
  world = await startOwnersShell();
});
afterAll(() => world.stop());

const json = (...args: string[]) => world.shell.json(...args);

test("somebody is invited, changed, deactivated and removed", async () => {
  const { member, invitationLink } = await json("member", "add", "new@example.com", "--name", "New");
  expect(invitationLink).toContain("#");
  expect(await json("member", "invite", member.id)).not.toMatchObject({ invitationLink });
  expect(await json("member", "change", member.id, "--role", "admin")).toMatchObject({ role: "admin" });
  expect(await json("member", "change", member.id, "--deactivate")).toMatchObject({ active: false });
  expect(await json("member", "change", member.id, "--activate")).toMatchObject({ active: true });
  await json("member", "remove", member.id, "--yes");
  expect((await json("member", "list", "--search", "new@")).items).toEqual([]);
});

test("a service account is made, shown, changed and deleted", async () => {
  const { id } = await json("service-account", "create", "robot", "--role", "verifier");
  expect(await json("service-account", "show", id)).toMatchObject({ name: "robot", role: "verifier" });
  const changed = await json("service-account", "change", id, "--name", "machine", "--deactivate");
  expect(changed).toMatchObject({ name: "machine", active: false });
  await json("service-account", "delete", id, "--yes");
  expect((await json("service-account", "list")).items).toEqual([]);
});

test("rules are shown, tried and set", async () => {
  const before = await json("settings", "show");
  const preview = await json("settings", "set", "maxLifetimeDays=7", "--preview");
  expect(preview).toMatchObject({ beyondMaximum: expect.any(Number) });
  expect(await json("settings", "show")).toEqual(before);
  const rules = ["maxLifetimeDays=7", "defaultLifetimeDays=5", "requireRevokeBeforeDelete=false"];
  const changed = { maxLifetimeDays: 7, defaultLifetimeDays: 5, requireRevokeBeforeDelete: false };
  expect(await json("settings", "set", ...rules)).toEqual({ ...before, ...changed });
  const made = await json("token", "create", "by default");
  const days = (Date.parse(made.token.expiresAt) - Date.parse(made.token.createdAt)) / 86_400_000;
  expect(days).toBe(5);
});

test("what happened is listed, and what may be called", async () => {
  const { items } = await json("audit", "list", "--event", "settings.changed");
  expect(items).toMatchObject([{ event: "settings.changed", actor: { id: world.team.owner.id } }]);
  const narrow = await json("endpoints", "--scope", "tokens:read");
  expect(narrow.items.map(({ operationId }: { operationId: string }) => operationId)).toContain("listTokens");
  expect(narrow.items.length).toBeLessThan((await json("endpoints")).items.length);
});

test("a list that is longer than a page is whole", async () => {
  for (let n = 0; n < 105; n++) await mint(world.team, world.team.admin.session, { lifetimeDays: 1 });
  const all = await json("token", "list", "--all");
  expect(all.items).toHaveLength(all.total);
  expect(all.total).toBeGreaterThan(105);
  expect((await json("token", "list", "--all", "--limit", "3")).items).toHaveLength(3);
});

test("on a terminal lists are tables and answers are words", async () => {
  const list = await world.shell.type(["token", "list", "--all", "--limit", "3"], []);
  expect(list.stdout).toMatch(/^ID +NAME +STATUS +VALUE +HOLDER +EXPIRES +LAST USED\r\n/);
  expect(list.stdout).toContain("3 of ");
  const { token } = await json("token", "create", "to be seen");
  expect((await world.shell.type(["token", "show", token.id], [])).stdout).toMatch(/^Name +to be seen\r$/m);
  const revoked = await world.shell.type(["token", "revoke", token.id], []);
  expect(revoked.stdout).toMatch(/Revoked: to be seen\. Refused everywhere after \d+ ms/);
  const kept = await world.shell.type(["token", "delete", token.id], [["[y/N]", "n\r"]]);
  expect(kept).toMatchObject({ code: 2, stdout: expect.stringContaining("nothing was done") });
  expect(await world.shell.type(["token", "delete", token.id], [["[y/N]", "y\r"]])).toMatchObject({
    code: 0,
  });
});

test("the doctor tells what is well, and where it stops being so", async () => {
  const well = await world.shell.run(["doctor"]);
  expect(well.code, well.stdout).toBe(0);
  const away = await world.shell.run(["doctor"], { env: { TOKENHOUSE_URL: "http://127.0.0.1:9" } });
  expect(away.code).toBe(1);
  expect(JSON.parse(away.stdout).findings).toMatchObject([{ isWell: false }]);
  const nobody = await world.shell.run(["doctor"], { env: { TOKENHOUSE_TOKEN: "thp_none" } });
  expect(JSON.parse(nobody.stdout).findings.map(({ isWell }: { isWell: boolean }) => isWell)).toEqual([
    true,
    true,
    false,
  ]);
});
