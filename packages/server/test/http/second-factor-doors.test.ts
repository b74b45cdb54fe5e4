import { expect, test } from "vitest";
import type { IdentityProvider } from "../../src/core/identity-provider.ts";
import { digestSecret } from "../../src/service/context.ts";
import { inChange } from "../../src/storage/change.ts";
import { findIdentityUser, insertIdentity, insertProvenIdentity } from "../../src/storage/identities.ts";
import type { Credentials } from "../fixture.ts";
import { forgetTries, mint, NOON, PASSWORD } from "../fixture.ts";
import { setUpSecondFactor } from "../second-factors.ts";
import { addTeam } from "../team.ts";
import { REFUSED, REQUIRED, told, useFactors } from "./second-factor-world.ts";

/* Nobody gets around a second factor, and nobody guesses it; whoever has lost it is helped. */

const factors = useFactors();

test("guessing codes is slowed down as guessing passwords is, and a right password does not start it anew", async () => {
  const factor = await factors.setUp();
  const guess = () => factors.signInWith({ code: factors.wrong(factor) });
  for (let n = 0; n < 5; n++) {
    expect(told(await factors.signInWith())).toEqual(REQUIRED);
    expect(told(await guess())).toEqual(REFUSED);
  }
  expect(told(await factors.signInWith({ code: factors.codeNow(factor) }))).toEqual([429, "rate_limited"]);
  expect(told(await factors.signInWith())).toEqual([429, "rate_limited"]);
  const refused = await factors.eventsOf(factors.ada, "sign_in.refused");
  expect(refused.map(({ detail }) => detail)).toEqual(
    Array.from({ length: 5 }, () => ({ code: "second_factor_refused" })),
  );
});

test("whoever has the session and the password cannot guess on: neither a removal's code nor the first", async () => {
  const change = { body: { current: PASSWORD, password: PASSWORD } };
  const factor = { secret: String((await factors.begin()).body.secret) };
  for (const guess of [
    () => factors.confirm(factors.wrong(factor)),
    () => factors.remove({ code: factors.wrong(factor) }),
  ]) {
    for (let n = 0; n < 5; n++) {
      expect((await factors.call("changePassword", factors.ada.session, change)).status).toBe(204);
      expect(told(await guess())).toEqual(REFUSED);
    }
    expect(told(await guess())).toEqual([429, "rate_limited"]);
    expect(told(await factors.begin())).toEqual([429, "rate_limited"]);
    await forgetTries(factors.team);
    await factors.confirm(factors.codeNow(factor));
  }
});

test("being asked for a code is no guess: it costs nobody at this address anything", async () => {
  const factor = await factors.setUp();
  for (let n = 0; n < 120; n++) expect(told(await factors.signInWith())).toEqual(REQUIRED);
  expect((await factors.signInWith({ code: factors.codeNow(factor) })).status).toBe(200);
});

test("by Basic there is no way around it: a code goes in the header Tokenhouse-Code (ASVS 6.3.4)", async () => {
  const factor = await factors.setUp();
  const { basic } = factors.ada;
  const calls = [
    ["createToken", { body: { lifetimeDays: 1 } }, "second_factor_required"],
    ["getMe", {}, "second_factor_required"],
    ["createApiAccessToken", { body: { lifetimeSeconds: 100 } }, "SecondFactorRequired"],
  ] as const;
  for (const [operation, input, code] of calls) {
    const refused = await factors.call(operation, { basic }, input);
    expect(told(refused)).toEqual([401, code]);
    expect(refused.headers.get("www-authenticate")).toBe("Bearer");
    factors.wait(1);
    const headers = { "tokenhouse-code": factors.codeNow(factor) };
    expect((await factors.call(operation, { basic, headers }, input)).status).toBeLessThan(300);
    const replayed = await factors.call(operation, { basic, headers }, input);
    expect(replayed.status).toBe(401);
  }
  const headers = { "tokenhouse-code": "0".repeat(65) };
  expect(told(await factors.call("getMe", { basic, headers }))).toEqual([400, "invalid_request"]);
});

test("an identity is connected by password and code, and waits on while either is missing", async () => {
  const factor = await factors.setUp();
  const known = { issuer: "https://id.example.com", subject: factors.ada.id };
  const expiresAtMs = NOON + 600_000;
  await inChange(factors.team.service.db, (trx) =>
    insertProvenIdentity(trx, {
      ...known,
      digest: digestSecret("proven"),
      userId: factors.ada.id,
      expiresAtMs,
    }),
  );
  expect(told(await factors.signInWith({ identity: "proven" }))).toEqual(REQUIRED);
  expect(told(await factors.signInWith({ identity: "proven", code: factors.wrong(factor) }))).toEqual(
    REFUSED,
  );
  expect(await findIdentityUser(factors.team.service.db, known)).toBeUndefined();
  expect((await factors.signInWith({ identity: "proven", code: factors.codeNow(factor) })).status).toBe(200);
  expect(await findIdentityUser(factors.team.service.db, known)).toMatchObject({ id: factors.ada.id });
});

test("whoever comes from the identity provider is asked for no code: that is the provider's to do", async () => {
  await factors.setUp();
  const known = { issuer: "https://id.example.com", subject: factors.ada.id };
  await inChange(factors.team.service.db, (trx) =>
    insertIdentity(trx, { ...known, userId: factors.ada.id, createdAtMs: NOON }),
  );
  const provider: IdentityProvider = {
    name: "Acme ID",
    authorizationUrl: async () => new URL("https://id.example.com/authorize"),
    identify: async () => ({ ...known, name: undefined, verifiedEmail: undefined, groups: [] }),
  };
  const { signInPolicy } = factors.team.service;
  factors.team.service.signInPolicy = { ...signInPolicy, provider };
  const cookie = `tokenhouse_identification=${factors.team.clock.nowMs}.${factors.ada.id}`;
  const reply = await factors.call("signInWithIdentity", { cookie }, { body: { answer: "" } });
  factors.team.service.signInPolicy = signInPolicy;
  expect(reply.body.session).toMatchObject({ user: { id: factors.ada.id } });
});

test("a sign-in by the password alone that is under way when the second factor comes begins no session", async () => {
  const { throttle } = factors.team.service;
  factors.team.service.throttle = {
    ...throttle,
    async succeed(attempt) {
      factors.team.service.throttle = throttle;
      await factors.setUp();
      await throttle.succeed(attempt);
    },
  };
  expect(told(await factors.signInWith())).toEqual(REQUIRED);
  const { body } = await factors.call("listSessions", factors.ada.session);
  expect(body.items).toHaveLength(1);
});

test("administrators see who has one, and may take it away where they may reset a password", async () => {
  await factors.setUp();
  const body = { secondFactor: false };
  const asked = (as: Credentials, id: string) => factors.call("changeMember", as, { id, body });
  const ownerToo = await factors.join("owner");
  await setUpSecondFactor(factors.team, ownerToo.session);
  const listed = async (id: string) => {
    const query = { search: "ada-", limit: "100" };
    const { items } = (await factors.call("listMembers", factors.team.admin.session, { query })).body;
    return items.find((member: { id: string }) => member.id === id).secondFactor;
  };
  expect([await listed(factors.ada.id), await listed(ownerToo.id)]).toEqual([true, true]);
  expect(told(await asked(factors.ada.session, factors.ada.id))).toEqual([403, "forbidden"]);
  expect(told(await asked(factors.team.admin.session, ownerToo.id))).toEqual([403, "forbidden"]);
  const given = await factors.call("changeMember", factors.team.admin.session, {
    id: factors.ada.id,
    body: { secondFactor: true },
  });
  expect(given).toMatchObject({ status: 400, body: { errors: [{ path: "secondFactor" }] } });

  const taken = await asked(factors.team.admin.session, factors.ada.id);
  expect(taken.body.member.secondFactor).toBe(false);
  expect([await listed(factors.ada.id), await factors.isSignedIn(factors.ada.session)]).toEqual([
    false,
    false,
  ]);
  expect((await factors.signInWith()).status).toBe(200);
  // There is nothing more to take away.
  expect((await asked(factors.team.admin.session, factors.ada.id)).status).toBe(200);
  const events = await factors.eventsOf(factors.team.admin, "second_factor.removed");
  expect(events.map(({ detail }) => detail)).toEqual([{ member: factors.ada.id, email: factors.ada.email }]);
});

test("an administrator's own is not taken away by their session or their token alone", async () => {
  const owner = await factors.join("owner");
  await setUpSecondFactor(factors.team, owner.session);
  const { value } = await mint(factors.team, owner.session);
  for (const as of [owner.session, { bearer: value }]) {
    const refused = await factors.call("changeMember", as, { id: owner.id, body: { secondFactor: false } });
    expect(told(refused)).toEqual([403, "forbidden"]);
  }
  expect(told(await factors.signInWith({}, owner))).toEqual(REQUIRED);
});

test("nobody takes it away from somebody who is in other projects, too, or runs the installation", async () => {
  await factors.setUp();
  const other = await addTeam(factors.team, "other");
  const body = { email: factors.ada.email, name: "Ada", role: "member" };
  expect((await factors.call("addMember", other.owner.session, { body })).status).toBe(201);
  const { session } = await factors.join("owner");
  for (const id of [factors.ada.id, factors.team.owner.id]) {
    const input = { id, body: { secondFactor: false } };
    const refused = await factors.call("changeMember", session, input);
    expect(refused.body.detail).toContain("only they can change how they sign in");
  }
  expect(told(await factors.signInWith())).toEqual(REQUIRED);
});
