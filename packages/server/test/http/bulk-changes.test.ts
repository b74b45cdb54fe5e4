import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Installation, Minted } from "../fixture.ts";
import { addServiceAccount, mint } from "../fixture.ts";
import type { Session, Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

let team: Installation & Team;
let other: Team;
let runner: string;

beforeAll(async () => {
  team = await startTeam({ everyoneMayGenerate: true });
  other = await addTeam(team, "other");
  runner = await addServiceAccount(team, team.owner.session, { name: "Pipeline Runner", role: "admin" });
});
afterAll(() => team.stop());

test("many tokens of a project are revoked or deleted at once, and the answer says honestly what became of each (C-27)", async () => {
  const personal = await mint(team, team.member.session, { name: "in bulk" });
  const service = await mint(team, team.owner.session, { serviceAccount: runner, name: "in bulk" });
  const foreign = await mint(team, other.owner.session);
  const bulk = async (action: string, ids: string[]) =>
    (
      await team.call("changeProjectTokens", team.admin.session, {
        body: { action, ids, reason: "spring cleaning" },
      })
    ).body;
  const ids = [personal.id, foreign.id, service.id, randomUUID()];
  const outcomes = async (action: string) => {
    const { done, skipped, results, receipt } = await bulk(action, ids);
    expect(results.map(({ id }: Minted) => id)).toEqual(ids);
    return [done, skipped, results.map(({ outcome }: { outcome: string }) => outcome), receipt?.confirmed];
  };
  const deleted = await outcomes("delete");
  expect(deleted).toEqual([1, 3, ["done", "not_found", "revoke_first", "not_found"], undefined]);
  expect(await outcomes("revoke")).toEqual([1, 3, ["not_found", "not_found", "done", "not_found"], true]);
  expect((await team.call("getToken", team.owner.session, { id: service.id })).body).toMatchObject({
    status: "revoked",
    revokeReason: "spring cleaning",
  });
  expect(await outcomes("delete")).toEqual([
    1,
    3,
    ["not_found", "not_found", "done", "not_found"],
    undefined,
  ]);
  expect((await team.call("getMe", { bearer: foreign.value })).status).toBe(200);
});

test("a project's tokens are not restored at once: that is for those who hold them", async () => {
  const body = { action: "restore", ids: [randomUUID()] };
  const refused = await team.call("changeProjectTokens", team.owner.session, { body });
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: "action" }] } });
});

test.each([
  [{ action: "rotate", ids: [randomUUID()] }, "action"],
  [{ action: "revoke", ids: [] }, "ids"],
  [{ action: "revoke", ids: Array.from({ length: 101 }, () => randomUUID()) }, "ids"],
  [
    {
      action: "revoke",
      ids: ["6f1c1cbe-7c3f-4a3c-9d0e-1f2a3b4c5d6e", "6f1c1cbe-7c3f-4a3c-9d0e-1f2a3b4c5d6e"],
    },
    "ids",
  ],
  [{ action: "revoke", ids: ["x"] }, "ids.0"],
])("a bulk change of %j is refused at its field", async (body, path) => {
  for (const operation of ["changeTokens", "changeProjectTokens"] as const) {
    const refused = await team.call(operation, team.owner.session, { body });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  }
});

/** A bulk change of own tokens: what became of each, in the order asked for. */
async function changeOwn(session: Session, change: Record<string, unknown>) {
  const { status, text, body } = await team.call("changeTokens", session, { body: change });
  expect(status, text).toBe(200);
  const { done, skipped, results, receipt } = body;
  expect(results.map(({ id }: Minted) => id)).toEqual(change["ids"]);
  const outcomes: string[] = results.map(({ outcome }: { outcome: string }) => outcome);
  expect([done, skipped]).toEqual([outcomes.filter((one) => one === "done").length, outcomes.length - done]);
  return { outcomes, confirmed: receipt?.confirmed };
}

test("many of one's own tokens are revoked, restored and deleted at once, each with its outcome", async () => {
  const { session } = team.member;
  const short = await mint(team, session, { name: "short", lifetimeDays: 1 });
  const long = await mint(team, session, { name: "long", lifetimeDays: 30 });
  const ids = [short.id, randomUUID(), long.id];
  const revoked = await changeOwn(session, { action: "revoke", ids, reason: "leak in the build log" });
  expect(revoked).toEqual({ outcomes: ["done", "not_found", "done"], confirmed: true });
  for (const { value } of [short, long]) {
    expect((await team.call("getMe", { bearer: value })).body.code).toBe("invalid_token");
  }
  const { body } = await team.call("getToken", session, { id: long.id });
  expect(body).toMatchObject({ status: "revoked", revokeReason: "leak in the build log" });
  team.clock.nowMs += DAY_MS;
  const restored = await changeOwn(session, { action: "restore", ids });
  expect(restored).toEqual({ outcomes: ["token_expired", "not_found", "done"], confirmed: true });
  expect((await team.call("getMe", { bearer: long.value })).status).toBe(200);
  const again = await changeOwn(session, { action: "restore", ids: [long.id] });
  expect(again).toEqual({ outcomes: ["not_revoked"], confirmed: undefined });
  const deleted = await changeOwn(session, { action: "delete", ids });
  expect(deleted).toEqual({ outcomes: ["done", "not_found", "done"], confirmed: undefined });
  expect((await team.call("getToken", session, { id: long.id })).status).toBe(404);
});

test("nobody's tokens but one's own are changed there, whatever one's role", async () => {
  const colleague = await mint(team, team.member.session, { name: "a colleague's" });
  const machine = await mint(team, team.owner.session, { serviceAccount: runner, name: "a machine's" });
  const foreign = await mint(team, other.owner.session, { name: "a stranger's" });
  const own = await mint(team, team.owner.session, { name: "my own" });
  const ids = [colleague.id, machine.id, foreign.id, own.id];
  for (const action of ["revoke", "restore", "delete"]) {
    const { outcomes } = await changeOwn(team.owner.session, { action, ids });
    expect(outcomes, action).toEqual(["not_found", "not_found", "not_found", "done"]);
  }
  for (const { value } of [colleague, machine, foreign]) {
    expect((await team.call("getMe", { bearer: value })).status).toBe(200);
  }
});

test("each change stands in the audit log by itself", async () => {
  const tokens = [await mint(team, team.owner.session), await mint(team, team.owner.session)];
  const ids = tokens.map(({ id }) => id);
  await changeOwn(team.owner.session, { action: "revoke", ids, reason: "together" });
  for (const tokenId of ids) {
    const query = { tokenId, event: "token.revoked" };
    const { body } = await team.call("listAuditEvents", team.owner.session, { query });
    expect(body.items).toMatchObject([{ actor: { id: team.owner.id }, detail: { reason: "together" } }]);
  }
});

test("active tokens are not deleted where the project asks for a revocation first", async () => {
  const strict = await addTeam(team, "strict", { requireRevokeBeforeDelete: true });
  const { id } = await mint(team, strict.owner.session);
  const { outcomes } = await changeOwn(strict.owner.session, { action: "delete", ids: [id] });
  expect(outcomes).toEqual(["revoke_first"]);
  expect((await team.call("getToken", strict.owner.session, { id })).body.status).toBe("active");
});
