import { afterAll, beforeAll, expect, test } from "vitest";
import type { Installation, Minted } from "../fixture.ts";
import { mint, NOON } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

/* What a verifier says of uses is believed as far as it can be its own. */

let team: Installation & Team;
let other: Team;
let checker: Minted;
let verifierId: string;

beforeAll(async () => {
  team = await startTeam();
  other = await addTeam(team, "other");
  checker = await mint(team, team.owner.session, { scopes: ["tokens:verify"] });
  const body = { name: "orders-api", mode: "memory" };
  const registered = await team.call("registerVerifier", { bearer: checker.value }, { body });
  verifierId = String(registered.body.id);
});
afterAll(() => team.stop());

async function report(tokenId: string, atMs: number, count = 1) {
  const use = {
    tokenId,
    count,
    lastUsedAt: new Date(atMs).toISOString(),
    ip: "192.0.2.7",
    userAgent: "curl/8",
  };
  const body = { uses: [use], denials: [] };
  const reply = await team.call("reportUses", { bearer: checker.value }, { id: verifierId, body });
  expect(reply.status, reply.text).toBe(204);
}

async function usageOf({ id }: Minted, { session }: Team["owner"] = team.owner) {
  return (await team.call("getTokenUsage", session, { id })).body;
}

test("what a verifier has answered by itself counts, with the verifier's name", async () => {
  const token = await mint(team, team.owner.session);
  await report(token.id, NOON - 1000, 40);
  expect(await usageOf(token)).toMatchObject({
    total: 40,
    addresses: [{ ip: "192.0.2.7", uses: 40, userAgent: "curl/8", verifier: "orders-api" }],
  });
  const { body } = await team.call("getToken", team.owner.session, { id: token.id });
  expect(body).toMatchObject({ lastUsedBy: "orders-api", lastUsedUserAgent: "curl/8" });
});

test("uses of another project's tokens are none of a verifier's to report", async () => {
  const foreign = await mint(team, other.owner.session);
  await report(foreign.id, NOON);
  expect(await usageOf(foreign, other.owner)).toMatchObject({ total: 0, addresses: [] });
});

test("a use in times to come is one of now, and makes nothing that is known look old (B-44)", async () => {
  const token = await mint(team, team.owner.session);
  await report(token.id, NOON);
  await report(token.id, Date.parse("9999-12-31T23:59:59.999Z"));
  const { body } = await team.call("getToken", team.owner.session, { id: token.id });
  expect(body.lastUsedAt).toBe(new Date(NOON).toISOString());
  expect((await usageOf(token)).total).toBe(2);
});
