import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Installation, Minted, Person } from "../fixture.ts";
import { addMember, mint, NOON, signIn } from "../fixture.ts";
import type { Session, Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;
let count = 0;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
beforeEach(() => {
  team.clock.nowMs = NOON;
});

async function somebody(): Promise<Person & { session: Session }> {
  const email = `somebody-${count++}@example.com`;
  const person = await addMember(team.service, team.projectId, { email, role: "admin" });
  return { ...person, session: await signIn(team, person) };
}

const revoke = ({ id }: Minted) => team.call("revokeToken", team.owner.session, { id });
const works = async ({ value }: Minted) => (await team.call("getMe", { bearer: value })).status === 200;

describe("C-25: what is restored", () => {
  test("has the expiry that it had, and not a new one", async () => {
    const { session } = team.owner;
    const token = await mint(team, session, { lifetimeDays: 10 });
    await revoke(token);
    team.clock.nowMs = NOON + 9 * DAY_MS;
    const restored = await team.call("restoreToken", session, { id: token.id });
    expect(restored.body.token.expiresAt).toBe(new Date(NOON + 10 * DAY_MS).toISOString());
    expect(await works(token)).toBe(true);
    team.clock.nowMs = NOON + 10 * DAY_MS;
    expect(await works(token)).toBe(false);
  });

  test("may do what its scopes and its holder's role of now both hold, however high that was before", async () => {
    const person = await somebody();
    const token = await mint(team, person.session);
    const listMembers = async () => (await team.call("listMembers", { bearer: token.value })).status;
    expect(await listMembers()).toBe(200);
    await revoke(token);
    const body = { role: "member", tokenAccess: "allow" };
    await team.call("changeMember", team.owner.session, { id: person.id, body });
    expect((await team.call("restoreToken", person.session, { id: token.id })).status).toBe(200);
    expect([await works(token), await listMembers()]).toEqual([true, 403]);
  });

  test("is still refused while its holder may hold none, is deactivated, or tokens are switched off", async () => {
    const person = await somebody();
    const token = await mint(team, person.session);
    await revoke(token);
    const change = (body: object) => team.call("changeMember", team.owner.session, { id: person.id, body });
    await change({ tokenAccess: "deny" });
    await team.call("restoreToken", person.session, { id: token.id });
    expect(await works(token)).toBe(false);
    await change({ tokenAccess: "allow" });
    expect(await works(token)).toBe(true);
    await change({ active: false });
    expect((await team.call("restoreToken", team.owner.session, { id: token.id })).body.code).toBe(
      "forbidden",
    );
    expect(await works(token)).toBe(false);
  });

  test("is nothing once it is deleted, whoever asks and however", async () => {
    const token = await mint(team, team.owner.session);
    await revoke(token);
    await team.call("deleteToken", team.owner.session, { id: token.id });
    const { id } = token;
    expect((await team.call("restoreToken", team.owner.session, { id })).status).toBe(404);
    const body = { action: "restore", ids: [id] };
    expect((await team.call("changeTokens", team.owner.session, { body })).body.results).toEqual([
      { id, outcome: "not_found" },
    ]);
    expect(await works(token)).toBe(false);
  });
});

describe("C-22: nobody brings to life by a token what can do more than it", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["scopes", { scopes: ["*"] }, { scopes: ["tokens:write"] }],
    ["addresses", { ipAllowList: [] }, { ipAllowList: ["127.0.0.1"] }],
    ["uses", { rateLimit: null }, { rateLimit: { requests: 1000, windowSeconds: 60 } }],
  ])("with more %s", async (_, broad, narrow) => {
    const { session } = team.owner;
    const [stolen, helper] = [await mint(team, session, broad), await mint(team, session, narrow)];
    await revoke(stolen);
    const by = { bearer: helper.value };
    const single = await team.call("restoreToken", by, { id: stolen.id });
    expect(single).toMatchObject({ status: 403, body: { code: "insufficient_scope" } });
    const body = { action: "restore", ids: [stolen.id] };
    expect((await team.call("changeTokens", by, { body })).body.results[0].outcome).toBe(
      "insufficient_scope",
    );
    expect(await works(stolen)).toBe(false);
    expect((await team.call("restoreToken", session, { id: stolen.id })).status).toBe(200);
  });

  test("and what can do as much or less it does bring back", async () => {
    const { session } = team.owner;
    const narrow = { scopes: ["orders:read"], ipAllowList: ["127.0.0.1"] };
    const [token, helper] = [
      await mint(team, session, narrow),
      await mint(team, session, { scopes: ["tokens:write", "orders:*"] }),
    ];
    await revoke(token);
    expect((await team.call("restoreToken", { bearer: helper.value }, { id: token.id })).status).toBe(200);
  });
});
