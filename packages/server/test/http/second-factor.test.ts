import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { IdentityProvider } from "../../src/core/identity-provider.ts";
import { LIMITS } from "../../src/core/limits.ts";
import { inChange } from "../../src/storage/change.ts";
import { findIdentityUser, insertIdentity, insertProvenIdentity } from "../../src/storage/identities.ts";
import { digestSecret } from "../../src/service/context.ts";
import type { Credentials, Installation, Reply } from "../fixture.ts";
import { addMember, cookiesOf, forgetTries, mint, NOON, PASSWORD, signIn } from "../fixture.ts";
import type { SetUp } from "../second-factors.ts";
import { codeAt, setUpSecondFactor, STEP_MS } from "../second-factors.ts";
import type { Session, SignedIn, Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

let team: Installation & Team;
let throttle: Installation["service"]["throttle"];
/** Somebody new in each test, signed in. */
let ada: SignedIn;
let count = 0;

beforeAll(async () => {
  team = await startTeam();
  ({ throttle } = team.service);
});
afterAll(() => team.stop());
beforeEach(async () => {
  team.clock.nowMs = NOON;
  await forgetTries(team);
  ada = await join("member");
});
afterEach(() => {
  team.service.throttle = throttle;
});

async function join(role: "member" | "admin" | "owner"): Promise<SignedIn> {
  const email = `ada-${count++}@example.com`;
  const person = await addMember(team.service, team.projectId, { email, role, tokenAccess: "allow" });
  return { ...person, session: await signIn(team, person) };
}

const signInWith = (shown: object = {}, { email }: { email: string } = ada) =>
  team.call("signIn", {}, { body: { email, password: PASSWORD, ...shown } });
const isSignedIn = async (session: Session) => (await team.call("getSession", session)).status === 200;
const told = ({ status, body }: Reply) => [status, body.code ?? body.exception?.name];
const REQUIRED = [401, "second_factor_required"];
const REFUSED = [401, "second_factor_refused"];
const wait = (steps: number) => (team.clock.nowMs += steps * STEP_MS);
const codeNow = ({ secret }: SetUp, steps = 0) => codeAt(secret, team.clock.nowMs + steps * STEP_MS);
const setUp = async () => {
  const factor = await setUpSecondFactor(team, ada.session);
  wait(1);
  return factor;
};
const remove = (body: object, session: Credentials = ada.session) =>
  team.call("removeSecondFactor", session, { body: { password: PASSWORD, ...body } });
/** A code that is wrong for sure. */
const wrong = (factor: SetUp) => {
  const good = new Set([-1, 0, 1].map((steps) => codeNow(factor, steps)));
  return ["000000", "111111", "222222", "333333"].find((code) => !good.has(code)) ?? "";
};

async function eventsOf(person: SignedIn, event?: string) {
  const query = { actor: person.id, ...(event !== undefined && { event }) };
  const { body } = await team.call("exportAuditJson", team.owner.session, { query });
  return body as { event: string; detail: object }[];
}

test("somebody who has set it up is asked for a code once their password is right, and nobody before", async () => {
  const { body } = await team.call("beginSecondFactor", ada.session, { body: { password: PASSWORD } });
  expect(body.uri).toContain(`otpauth://totp/Tokenhouse:${encodeURIComponent(ada.email)}?`);
  expect(body.uri).toContain(`secret=${body.secret}`);
  expect(Buffer.from(body.secret)).toHaveLength(32);
  expect((await signInWith()).status).toBe(200);
  const code = codeAt(body.secret, NOON);
  const confirmed = await team.call("confirmSecondFactor", ada.session, { body: { code } });
  expect(confirmed.body.recoveryCodes).toHaveLength(10);
  for (const one of confirmed.body.recoveryCodes) expect(one).toMatch(/^[a-z2-7]{4}(?:-[a-z2-7]{4}){5}$/);
  expect(told(await signInWith())).toEqual(REQUIRED);
  for (const shown of [{}, { code }, { code: confirmed.body.recoveryCodes[0] }])
    expect(told(await signInWith({ password: "not the password", ...shown }))).toEqual([
      401,
      "invalid_credentials",
    ]);
  await forgetTries(team);
  wait(1);
  const { status, headers } = await signInWith({ code: codeAt(body.secret, team.clock.nowMs) });
  expect(status).toBe(200);
  expect((await team.call("getSession", { cookie: cookiesOf(headers) })).body.user.id).toBe(ada.id);
});

test("nobody sets it up without the password, a code, or within the time; another secret takes the place of the first", async () => {
  const guess = await team.call("beginSecondFactor", ada.session, { body: { password: "a guess" } });
  expect(told(guess)).toEqual([401, "invalid_credentials"]);
  const confirm = (code: string) => team.call("confirmSecondFactor", ada.session, { body: { code } });
  expect(told(await confirm("123456"))).toEqual([404, "not_found"]);
  const begin = async () => {
    const { body } = await team.call("beginSecondFactor", ada.session, { body: { password: PASSWORD } });
    return { secret: String(body.secret), recoveryCodes: [] };
  };
  const [first, second] = [await begin(), await begin()];
  expect(told(await confirm(wrong(second)))).toEqual(REFUSED);
  expect(told(await confirm(codeNow(first)))).toEqual(REFUSED);
  team.clock.nowMs += LIMITS.secondFactorSetupSeconds * 1000;
  expect(told(await confirm(codeNow(second)))).toEqual([404, "not_found"]);
  expect((await signInWith()).status).toBe(200);
  const third = await begin();
  team.clock.nowMs += LIMITS.secondFactorSetupSeconds * 1000 - 1;
  expect((await confirm(codeNow(third))).status).toBe(201);
  const again = await team.call("beginSecondFactor", ada.session, { body: { password: PASSWORD } });
  expect(told(again)).toEqual([409, "already_set_up"]);
});

test("setting it up and removing it end the other sessions, leave this one and tokens alone, and are told", async () => {
  const { value } = await mint(team, ada.session);
  const elsewhere = await signIn(team, ada);
  const factor = await setUp();
  expect([await isSignedIn(ada.session), await isSignedIn(elsewhere)]).toEqual([true, false]);
  expect((await team.call("getSecondFactor", ada.session)).body).toEqual({
    since: "2026-11-22T12:00:00.000Z",
    recoveryCodesLeft: 10,
  });
  const second = await signInWith({ code: codeNow(factor) });
  const third = { cookie: cookiesOf(second.headers), csrf: String(second.body.csrfToken) };
  expect(await isSignedIn(third)).toBe(true);
  wait(1);
  expect((await remove({ code: codeNow(factor) })).status).toBe(204);
  expect([await isSignedIn(ada.session), await isSignedIn(third)]).toEqual([true, false]);
  expect((await team.call("getMe", { bearer: value })).status).toBe(200);
  expect((await signInWith()).status).toBe(200);
  expect((await team.call("getSecondFactor", ada.session)).body).toEqual({
    since: null,
    recoveryCodesLeft: 0,
  });
  expect(told(await remove({ code: "123456" }))).toEqual([404, "not_found"]);
  for (const event of ["second_factor.added", "second_factor.removed"])
    expect(await eventsOf(ada, event)).toMatchObject([{ event, detail: {} }]);
});

test("it is removed by password and code alone; a password is changed without one", async () => {
  const factor = await setUp();
  expect(told(await remove({ code: wrong(factor) }))).toEqual(REFUSED);
  expect(told(await remove({ code: codeNow(factor), password: "a guess" }))).toEqual([
    401,
    "invalid_credentials",
  ]);
  const without = await team.call("removeSecondFactor", ada.session, { body: { password: PASSWORD } });
  expect(without).toMatchObject({ status: 400, body: { errors: [{ path: "code" }] } });
  const body = { current: PASSWORD, password: PASSWORD };
  expect((await team.call("changePassword", ada.session, { body })).status).toBe(204);
  expect(told(await signInWith())).toEqual(REQUIRED);
  const [recovery = ""] = factor.recoveryCodes;
  expect((await remove({ code: recovery })).status).toBe(204);
  expect((await signInWith()).status).toBe(200);
});

test("a code is good once, and none before it is good after it (RFC 6238 §5.2)", async () => {
  const factor = await setUpSecondFactor(team, ada.session);
  // With it the second factor was confirmed.
  expect(told(await signInWith({ code: codeNow(factor) }))).toEqual(REFUSED);
  wait(1);
  const [before, now, after] = [codeNow(factor, -1), codeNow(factor), codeNow(factor, 1)];
  expect((await signInWith({ code: now })).status).toBe(200);
  expect(told(await signInWith({ code: now }))).toEqual(REFUSED);
  expect((await signInWith({ code: after })).status).toBe(200);
  for (const code of [before, now, after]) expect(told(await signInWith({ code }))).toEqual(REFUSED);
});

test("of many who show the same code at once one alone is let in, be it of an app or for recovery", async () => {
  const factor = await setUp();
  // All of them at once, though they are guesses as far as anybody can tell.
  const nothing = async () => undefined;
  team.service.throttle = { begin: nothing, succeed: nothing, takeBack: nothing };
  for (const code of [codeNow(factor), factor.recoveryCodes[3]]) {
    const replies = await Promise.all(Array.from({ length: 40 }, () => signInWith({ code })));
    const codes = Map.groupBy(replies, (reply) => told(reply).join(" "));
    expect(codes.get("200 ")).toHaveLength(1);
    expect(codes.get(REFUSED.join(" "))).toHaveLength(39);
  }
});

test("a code is good from the half minute before its own until the end of the one after", async () => {
  const factor = await setUp();
  const step = Math.floor(NOON / STEP_MS) + 1000;
  const code = codeAt(factor.secret, step * STEP_MS);
  const at = (ms: number) => {
    team.clock.nowMs = ms;
    return signInWith({ code });
  };
  expect(told(await at((step - 1) * STEP_MS - 1))).toEqual(REFUSED);
  expect(told(await at((step + 2) * STEP_MS))).toEqual(REFUSED);
  expect((await at((step + 2) * STEP_MS - 1)).status).toBe(200);
  const early = codeAt(factor.secret, (step + 10) * STEP_MS);
  team.clock.nowMs = (step + 9) * STEP_MS;
  expect((await signInWith({ code: early })).status).toBe(200);
});

test.each([
  ["with a gap", (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
  [
    "by a keyboard for wide digits",
    (code: string) => code.replaceAll(/\d/g, (d) => "０１２３４５６７８９"[Number(d)] ?? ""),
  ],
])("a code that was typed %s is taken", async (_, typed) => {
  const factor = await setUp();
  expect((await signInWith({ code: typed(codeNow(factor)) })).status).toBe(200);
});

test("a recovery code is good once, however it is typed, for nobody else, and is told with how many are left", async () => {
  const factor = await setUp();
  const [first = "", second = ""] = factor.recoveryCodes;
  const bob = await join("member");
  const others = await setUpSecondFactor(team, bob.session);
  expect(told(await signInWith({ code: others.recoveryCodes[0] }))).toEqual(REFUSED);
  expect((await signInWith({ code: others.recoveryCodes[0] }, bob)).status).toBe(200);
  expect((await signInWith({ code: first })).status).toBe(200);
  expect(told(await signInWith({ code: first }))).toEqual(REFUSED);
  expect((await signInWith({ code: ` ${second.toUpperCase().replaceAll("-", " ")}` })).status).toBe(200);
  expect((await team.call("getSecondFactor", ada.session)).body.recoveryCodesLeft).toBe(8);
  const events = await eventsOf(ada, "recovery_code.used");
  expect(events.map(({ detail }) => detail)).toEqual([{ recoveryCodesLeft: 8 }, { recoveryCodesLeft: 9 }]);
});

test("guessing codes is slowed down as guessing passwords is, and a right password does not start it anew", async () => {
  const factor = await setUp();
  const guess = () => signInWith({ code: wrong(factor) });
  for (let n = 0; n < 4; n++) {
    expect(told(await signInWith())).toEqual(REQUIRED);
    expect(told(await guess())).toEqual(REFUSED);
  }
  // The fifth try of any kind begins a wait.
  expect(told(await guess())).toEqual(REFUSED);
  expect(told(await signInWith({ code: codeNow(factor) }))).toEqual([429, "rate_limited"]);
  expect(told(await signInWith())).toEqual([429, "rate_limited"]);
  const refused = await eventsOf(ada, "sign_in.refused");
  expect(refused.map(({ detail }) => detail)).toEqual(
    Array.from({ length: 5 }, () => ({ code: "second_factor_refused" })),
  );
});

test("being asked for a code is no guess: it costs nobody at this address anything", async () => {
  const factor = await setUp();
  for (let n = 0; n < 120; n++) expect(told(await signInWith())).toEqual(REQUIRED);
  expect((await signInWith({ code: codeNow(factor) })).status).toBe(200);
});

test("by Basic there is no way around it: a code goes in the header Tokenhouse-Code (ASVS 6.3.4)", async () => {
  const factor = await setUp();
  const { basic } = ada;
  const calls = [
    ["createToken", { body: { lifetimeDays: 1 } }, "second_factor_required"],
    ["getMe", {}, "second_factor_required"],
    ["createApiAccessToken", { body: { lifetimeSeconds: 100 } }, "SecondFactorRequired"],
  ] as const;
  for (const [operation, input, code] of calls) {
    const refused = await team.call(operation, { basic }, input);
    expect(told(refused)).toEqual([401, code]);
    expect(refused.headers.get("www-authenticate")).toBe("Bearer");
    wait(1);
    const headers = { "tokenhouse-code": codeNow(factor) };
    expect((await team.call(operation, { basic, headers }, input)).status).toBeLessThan(300);
    const replayed = await team.call(operation, { basic, headers }, input);
    expect(replayed.status).toBe(401);
  }
  const headers = { "tokenhouse-code": "0".repeat(65) };
  expect(told(await team.call("getMe", { basic, headers }))).toEqual([400, "invalid_request"]);
});

test("an identity is connected by password and code, and waits on while either is missing", async () => {
  const factor = await setUp();
  const known = { issuer: "https://id.example.com", subject: ada.id };
  const expiresAtMs = NOON + 600_000;
  await inChange(team.service.db, (trx) =>
    insertProvenIdentity(trx, { ...known, digest: digestSecret("proven"), userId: ada.id, expiresAtMs }),
  );
  expect(told(await signInWith({ identity: "proven" }))).toEqual(REQUIRED);
  expect(told(await signInWith({ identity: "proven", code: wrong(factor) }))).toEqual(REFUSED);
  expect(await findIdentityUser(team.service.db, known)).toBeUndefined();
  expect((await signInWith({ identity: "proven", code: codeNow(factor) })).status).toBe(200);
  expect(await findIdentityUser(team.service.db, known)).toMatchObject({ id: ada.id });
});

test("whoever comes from the identity provider is asked for no code: that is the provider's to do", async () => {
  await setUp();
  const known = { issuer: "https://id.example.com", subject: ada.id };
  await inChange(team.service.db, (trx) =>
    insertIdentity(trx, { ...known, userId: ada.id, createdAtMs: NOON }),
  );
  const provider: IdentityProvider = {
    name: "Acme ID",
    authorizationUrl: async () => new URL("https://id.example.com/authorize"),
    identify: async () => ({ ...known, name: undefined, verifiedEmail: undefined, groups: [] }),
  };
  const { signInPolicy } = team.service;
  team.service.signInPolicy = { ...signInPolicy, provider };
  const cookie = `tokenhouse_identification=${team.clock.nowMs}.${ada.id}`;
  const reply = await team.call("signInWithIdentity", { cookie }, { body: { answer: "" } });
  team.service.signInPolicy = signInPolicy;
  expect(reply.body.session).toMatchObject({ user: { id: ada.id } });
});

test("a sign-in by the password alone that is under way when the second factor comes begins no session", async () => {
  const { succeed } = throttle;
  team.service.throttle = {
    ...throttle,
    async succeed(attempt) {
      team.service.throttle = throttle;
      await setUp();
      await succeed(attempt);
    },
  };
  expect(told(await signInWith())).toEqual(REQUIRED);
  const { body } = await team.call("listSessions", ada.session);
  expect(body.items).toHaveLength(1);
});

test("administrators see who has one, and may take it away where they may reset a password", async () => {
  await setUp();
  const body = { secondFactor: false };
  const asked = (as: Credentials, id: string) => team.call("changeMember", as, { id, body });
  const ownerToo = await join("owner");
  await setUpSecondFactor(team, ownerToo.session);
  const listed = async (id: string) => {
    const query = { search: "ada-", limit: "100" };
    const { items } = (await team.call("listMembers", team.admin.session, { query })).body;
    return items.find((member: { id: string }) => member.id === id).secondFactor;
  };
  expect([await listed(ada.id), await listed(ownerToo.id)]).toEqual([true, true]);
  expect(told(await asked(ada.session, ada.id))).toEqual([403, "forbidden"]);
  expect(told(await asked(team.admin.session, ownerToo.id))).toEqual([403, "forbidden"]);
  const given = await team.call("changeMember", team.admin.session, {
    id: ada.id,
    body: { secondFactor: true },
  });
  expect(given).toMatchObject({ status: 400, body: { errors: [{ path: "secondFactor" }] } });

  const taken = await asked(team.admin.session, ada.id);
  expect(taken.body.member.secondFactor).toBe(false);
  expect([await listed(ada.id), await isSignedIn(ada.session)]).toEqual([false, false]);
  expect((await signInWith()).status).toBe(200);
  // There is nothing more to take away.
  expect((await asked(team.admin.session, ada.id)).status).toBe(200);
  const events = await eventsOf(team.admin, "second_factor.removed");
  expect(events.map(({ detail }) => detail)).toEqual([{ member: ada.id, email: ada.email }]);
});

test("an administrator's own is not taken away by their session or their token alone", async () => {
  const owner = await join("owner");
  await setUpSecondFactor(team, owner.session);
  const { value } = await mint(team, owner.session);
  for (const as of [owner.session, { bearer: value }]) {
    const refused = await team.call("changeMember", as, { id: owner.id, body: { secondFactor: false } });
    expect(told(refused)).toEqual([403, "forbidden"]);
  }
  expect(told(await signInWith({}, owner))).toEqual(REQUIRED);
});

test("nobody takes it away from somebody who is in other projects, too, or runs the installation", async () => {
  await setUp();
  const other = await addTeam(team, `other-${count}`);
  const body = { email: ada.email, name: "Ada", role: "member" };
  expect((await team.call("addMember", other.owner.session, { body })).status).toBe(201);
  const { session } = await join("owner");
  for (const id of [ada.id, team.owner.id]) {
    const input = { id, body: { secondFactor: false } };
    const refused = await team.call("changeMember", session, input);
    expect(refused.body.detail).toContain("only they can change how they sign in");
  }
  expect(told(await signInWith())).toEqual(REQUIRED);
});
