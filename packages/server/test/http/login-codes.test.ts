import { createHash, randomBytes, randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.ts";
import type { Installation } from "../fixture.ts";
import { addMember, mint, NOON, PASSWORD, signIn } from "../fixture.ts";
import type { SignedIn, Team } from "../team.ts";
import { startTeam } from "../team.ts";

/* A command line has a token in the name of whoever agreed to it in a browser, and of nobody else. */

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
afterEach(() => {
  team.clock.nowMs = NOON;
});

/** Somebody new, who is signed in. */
async function somebody(): Promise<SignedIn> {
  const person = await addMember(team.service, team.projectId, {
    email: `${randomUUID()}@example.com`,
    role: "admin",
  });
  return { ...person, session: await signIn(team, person) };
}

async function agree(by: SignedIn) {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const body = { challenge, name: `command line ${randomUUID()}`, lifetimeDays: 7 };
  const { status, body: answer } = await team.call("issueLoginCode", by.session, { body });
  expect(status).toBe(201);
  return { code: String(answer.code), verifier, name: body.name };
}

const redeem = (body: { code: string; verifier: string }) => team.call("redeemLoginCode", {}, { body });

test("whoever knows the verifier has the token that was agreed to, in the name of whoever agreed", async () => {
  const person = await somebody();
  const { name, ...agreed } = await agree(person);
  const { status, body } = await redeem(agreed);
  expect(status).toBe(201);
  expect(body.token).toMatchObject({ name, holder: { id: person.id }, scopes: ["*"], kind: "personal" });
  expect(Date.parse(body.token.expiresAt) - NOON).toBeGreaterThan(6 * 86_400_000);
  expect((await team.call("getMe", { bearer: body.value })).body).toMatchObject({
    user: { id: person.id },
    project: { slug: "main" },
  });
  const { body: log } = await team.call("listAuditEvents", team.owner.session, {
    query: { tokenId: body.token.id },
  });
  expect(log.items).toMatchObject([{ event: "token.created", actor: { id: person.id } }]);
});

test("a code is good once, and only with its own verifier", async () => {
  const { code, verifier } = await agree(await somebody());
  const stranger = randomBytes(32).toString("base64url");
  for (const body of [
    { code, verifier: stranger },
    { code: randomBytes(32).toString("base64url"), verifier },
  ]) {
    expect(await redeem(body)).toMatchObject({ status: 404, body: { code: "not_found" } });
  }
  // Whoever guessed at it has not used it up.
  expect((await redeem({ code, verifier })).status).toBe(201);
  expect((await redeem({ code, verifier })).status).toBe(404);
});

test("a code is over after a minute", async () => {
  const { code, verifier } = await agree(await somebody());
  team.clock.nowMs += LIMITS.loginCodeSeconds * 1000;
  expect((await redeem({ code, verifier })).status).toBe(404);
});

describe("whoever has lost meanwhile what they agreed with", () => {
  test("their session", async () => {
    const person = await somebody();
    const { code, verifier } = await agree(person);
    await team.call("signOut", person.session);
    expect((await redeem({ code, verifier })).status).toBe(404);
  });

  test("their membership", async () => {
    const person = await somebody();
    const { code, verifier } = await agree(person);
    await team.call("changeMember", team.owner.session, { id: person.id, body: { active: false } });
    expect((await redeem({ code, verifier })).status).toBe(404);
  });

  test("the right to generate", async () => {
    const person = await somebody();
    const { code, verifier } = await agree(person);
    await team.call("changeMember", team.owner.session, { id: person.id, body: { tokenAccess: "deny" } });
    expect(await redeem({ code, verifier })).toMatchObject({
      status: 403,
      body: { code: "not_allowed_to_generate" },
    });
  });
});

test("nobody agrees but a person in a browser, who may generate", async () => {
  const body = { challenge: "c".repeat(43), name: "x", lifetimeDays: 1 };
  const { value } = await mint(team, team.owner.session);
  expect((await team.call("issueLoginCode", { bearer: value }, { body })).status).toBe(403);
  const basic: [string, string] = [team.owner.email, PASSWORD];
  expect((await team.call("issueLoginCode", { basic }, { body })).status).toBe(401);
  expect((await team.call("issueLoginCode", {}, { body })).status).toBe(401);
  const person = await somebody();
  await team.call("changeMember", team.owner.session, { id: person.id, body: { tokenAccess: "deny" } });
  expect((await team.call("issueLoginCode", person.session, { body })).status).toBe(403);
});

test.each([
  ["a challenge that is too short", { challenge: "abc" }],
  ["a challenge that is no base64url", { challenge: "+".repeat(43) }],
  ["no end", { lifetimeDays: -1 }],
  ["no name", { name: "" }],
  ["a method", { method: "plain" }],
])("%s is refused", async (_, wrong) => {
  const body = { challenge: "c".repeat(43), name: "x", lifetimeDays: 1, ...wrong };
  const { status } = await team.call("issueLoginCode", team.owner.session, { body });
  expect(status).toBe(400);
});

test("a lifetime beyond the project's maximum is refused, with the limit named, when the token is made", async () => {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const body = { challenge, name: randomUUID(), lifetimeDays: 36_500 };
  const { body: answer } = await team.call("issueLoginCode", team.owner.session, { body });
  const refused = await redeem({ code: String(answer.code), verifier });
  expect(refused).toMatchObject({ status: 400, body: { code: "invalid_request" } });
});
