import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credentials, Installation, Minted } from "../fixture.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam({ everyoneMayGenerate: true });
});
afterAll(() => team.stop());

/** As a client library does it; throws what the library makes of a refusal. */
async function revoke(value: string, by: Minted): Promise<void> {
  const server = { issuer: team.url, revocation_endpoint: `${team.url}/oauth/revoke` };
  const answer = await oauth.revocationRequest(
    server,
    { client_id: by.id },
    oauth.ClientSecretBasic(by.value),
    value,
    { [oauth.allowInsecureRequests]: true },
  );
  await oauth.processRevocationResponse(answer);
}

const statusOf = async ({ id }: Minted) =>
  String((await team.call("getToken", team.owner.session, { id })).body.status);

test("every token can revoke itself, whatever its scopes, and can be restored", async () => {
  const token = await mint(team, team.member.session, { scopes: ["orders:read"] });
  await revoke(token.value, token);
  expect(await statusOf(token)).toBe("revoked");
  expect((await team.call("getMe", { bearer: token.value })).status).toBe(401);
  await team.call("restoreToken", team.member.session, { id: token.id });
  expect((await team.call("getMe", { bearer: token.value })).status).toBe(200);
});

test("another token takes tokens:write, and to be its holder or an administrator", async () => {
  const writer = await mint(team, team.member.session, { scopes: ["tokens:write"] });
  const reader = await mint(team, team.member.session, { scopes: ["tokens:read"] });
  const admin = await mint(team, team.admin.session, { scopes: ["tokens:write"] });
  const own = await mint(team, team.member.session);
  const owners = await mint(team, team.owner.session);
  await expect(revoke(own.value, reader)).rejects.toMatchObject(NEEDS_SCOPE);
  await expect(revoke(owners.value, writer)).rejects.toMatchObject({ error: "unauthorized_client" });
  expect([await statusOf(own), await statusOf(owners)]).toEqual(["active", "active"]);
  await revoke(own.value, writer);
  await revoke(owners.value, admin);
  expect([await statusOf(own), await statusOf(owners)]).toEqual(["revoked", "revoked"]);
});

test("a checking service account ends its own token and no other", async () => {
  const account = { serviceAccount: await addServiceAccount(team, team.owner.session, ACCOUNT) };
  const token = await mint(team, team.owner.session, account);
  const sibling = await mint(team, team.owner.session, account);
  await expect(revoke(sibling.value, token)).rejects.toMatchObject(NEEDS_SCOPE);
  await revoke(token.value, token);
  expect([await statusOf(token), await statusOf(sibling)]).toEqual(["revoked", "active"]);
});

/** The library reads it off the challenge. */
const NEEDS_SCOPE = {
  status: 403,
  cause: [{ scheme: "bearer", parameters: { error: "insufficient_scope", scope: "tokens:write" } }],
};

const ACCOUNT = { name: "checker", role: "verifier" } as const;

test("a revocation stands in the audit log like any other: who, which token, in which change", async () => {
  const token = await mint(team, team.member.session, { name: "audited" });
  await revoke(token.value, token);
  const { body } = await team.call("listTokenEvents", team.member.session, { id: token.id });
  expect(body.items[0]).toMatchObject({
    event: "token.revoked",
    revision: expect.any(Number),
    actor: { type: "user", id: team.member.id },
    origin: { carrier: "bearer", tokenId: token.id },
  });
});

test("a value that means nothing here is no fault, and changes nothing", async () => {
  const caller = await mint(team, team.owner.session);
  const foreign = await mint(team, (await addTeam(team, "elsewhere")).owner.session);
  const deleted = await mint(team, team.owner.session);
  await team.call("deleteToken", team.owner.session, { id: deleted.id });
  for (const value of [foreign.value, deleted.value, "thp_nothing", caller.id, "a\0b", "x".repeat(60_000)]) {
    await revoke(value, caller);
  }
  expect(await statusOf(caller)).toBe("active");
  expect((await team.call("getMe", { bearer: foreign.value })).status).toBe(200);
});

test("a value that rotation has replaced ends the token while it works, and nothing once it is over", async () => {
  const caller = await mint(team, team.owner.session);
  const token = await mint(team, team.owner.session);
  await team.call("rotateToken", team.owner.session, { id: token.id, body: { overlapSeconds: 60 } });
  team.clock.nowMs = NOON + 60_000;
  await revoke(token.value, caller);
  expect(await statusOf(token)).toBe("active");
  team.clock.nowMs = NOON + 59_999;
  await revoke(token.value, caller);
  expect(await statusOf(token)).toBe("revoked");
  team.clock.nowMs = NOON;
});

test("the answer is an empty 200 that nobody keeps", async () => {
  const { value, id } = await mint(team, team.owner.session);
  const by: Credentials = { basic: [id, value] };
  const reply = await team.call("revokePresentedToken", by, { body: { token: value } });
  expect([reply.status, reply.text, reply.headers.get("cache-control")]).toEqual([200, "", "no-store"]);
});
