import { expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.ts";
import { cookiesOf, forgetTries, mint, NOON, PASSWORD, signIn } from "../fixture.ts";
import { codeAt, setUpSecondFactor, STEP_MS } from "../second-factors.ts";
import { REFUSED, REQUIRED, told, useFactors } from "./second-factor-world.ts";

const factors = useFactors();

test("somebody who has set it up is asked for a code once their password is right, and nobody before", async () => {
  const { body } = await factors.begin();
  expect(body.uri).toContain(`otpauth://totp/Tokenhouse:${encodeURIComponent(factors.ada.email)}?`);
  expect(body.uri).toContain(`secret=${body.secret}`);
  expect(Buffer.from(body.secret)).toHaveLength(32);
  expect((await factors.signInWith()).status).toBe(200);
  const code = codeAt(body.secret, NOON);
  const confirmed = await factors.call("confirmSecondFactor", factors.ada.session, { body: { code } });
  expect(confirmed.body.recoveryCodes).toHaveLength(10);
  for (const one of confirmed.body.recoveryCodes) expect(one).toMatch(/^[a-z2-7]{4}(?:-[a-z2-7]{4}){5}$/);
  expect(told(await factors.signInWith())).toEqual(REQUIRED);
  for (const shown of [{}, { code }, { code: confirmed.body.recoveryCodes[0] }])
    expect(told(await factors.signInWith({ password: "not the password", ...shown }))).toEqual([
      401,
      "invalid_credentials",
    ]);
  await forgetTries(factors.team);
  factors.wait(1);
  const { status, headers } = await factors.signInWith({
    code: codeAt(body.secret, factors.team.clock.nowMs),
  });
  expect(status).toBe(200);
  expect((await factors.call("getSession", { cookie: cookiesOf(headers) })).body.user.id).toBe(
    factors.ada.id,
  );
});

test("nobody sets it up without the password, a code, or within the time; another secret takes the place of the first", async () => {
  const guess = await factors.call("beginSecondFactor", factors.ada.session, {
    body: { password: "a guess" },
  });
  expect(told(guess)).toEqual([401, "invalid_credentials"]);
  expect(told(await factors.confirm("123456"))).toEqual([404, "not_found"]);
  const begin = async () => ({ secret: String((await factors.begin()).body.secret) });
  const [first, second] = [await begin(), await begin()];
  expect(told(await factors.confirm(factors.wrong(second)))).toEqual(REFUSED);
  expect(told(await factors.confirm(factors.codeNow(first)))).toEqual(REFUSED);
  factors.team.clock.nowMs += LIMITS.secondFactorSetupSeconds * 1000;
  expect(told(await factors.confirm(factors.codeNow(second)))).toEqual([404, "not_found"]);
  expect((await factors.signInWith()).status).toBe(200);
  await forgetTries(factors.team);
  const third = await begin();
  factors.team.clock.nowMs += LIMITS.secondFactorSetupSeconds * 1000 - 1;
  expect((await factors.confirm(factors.codeNow(third))).status).toBe(201);
  expect(told(await factors.begin())).toEqual([409, "already_set_up"]);
});

test("setting it up and removing it end the other sessions, leave this one and tokens alone, and are told", async () => {
  const { value } = await mint(factors.team, factors.ada.session);
  const elsewhere = await signIn(factors.team, factors.ada);
  const factor = await factors.setUp();
  expect([await factors.isSignedIn(factors.ada.session), await factors.isSignedIn(elsewhere)]).toEqual([
    true,
    false,
  ]);
  expect((await factors.call("getSecondFactor", factors.ada.session)).body).toEqual({
    since: "2026-11-22T12:00:00.000Z",
    recoveryCodesLeft: 10,
  });
  const second = await factors.signInWith({ code: factors.codeNow(factor) });
  const third = { cookie: cookiesOf(second.headers), csrf: String(second.body.csrfToken) };
  expect(await factors.isSignedIn(third)).toBe(true);
  factors.wait(1);
  expect((await factors.remove({ code: factors.codeNow(factor) })).status).toBe(204);
  expect([await factors.isSignedIn(factors.ada.session), await factors.isSignedIn(third)]).toEqual([
    true,
    false,
  ]);
  expect((await factors.call("getMe", { bearer: value })).status).toBe(200);
  expect((await factors.signInWith()).status).toBe(200);
  expect((await factors.call("getSecondFactor", factors.ada.session)).body).toEqual({
    since: null,
    recoveryCodesLeft: 0,
  });
  expect(told(await factors.remove({ code: "123456" }))).toEqual([404, "not_found"]);
  for (const event of ["second_factor.added", "second_factor.removed"])
    expect(await factors.eventsOf(factors.ada, event)).toMatchObject([{ event, detail: {} }]);
});

test("it is removed by password and code alone; a password is changed without one", async () => {
  const factor = await factors.setUp();
  expect(told(await factors.remove({ code: factors.wrong(factor) }))).toEqual(REFUSED);
  expect(told(await factors.remove({ code: factors.codeNow(factor), password: "a guess" }))).toEqual([
    401,
    "invalid_credentials",
  ]);
  const without = await factors.call("removeSecondFactor", factors.ada.session, {
    body: { password: PASSWORD },
  });
  expect(without).toMatchObject({ status: 400, body: { errors: [{ path: "code" }] } });
  const body = { current: PASSWORD, password: PASSWORD };
  expect((await factors.call("changePassword", factors.ada.session, { body })).status).toBe(204);
  expect(told(await factors.signInWith())).toEqual(REQUIRED);
  const [recovery = ""] = factor.recoveryCodes;
  expect((await factors.remove({ code: recovery })).status).toBe(204);
  expect((await factors.signInWith()).status).toBe(200);
});

test("a code is good once, and none before it is good after it (RFC 6238 §5.2)", async () => {
  const factor = await setUpSecondFactor(factors.team, factors.ada.session);
  // With it the second factor was confirmed. A session gets no more recovery codes by another.
  expect(told(await factors.confirm(factors.codeNow(factor, 1)))).toEqual([404, "not_found"]);
  expect(told(await factors.signInWith({ code: factors.codeNow(factor) }))).toEqual(REFUSED);
  factors.wait(1);
  const [before, now, after] = [
    factors.codeNow(factor, -1),
    factors.codeNow(factor),
    factors.codeNow(factor, 1),
  ];
  expect((await factors.signInWith({ code: now })).status).toBe(200);
  expect(told(await factors.signInWith({ code: now }))).toEqual(REFUSED);
  expect((await factors.signInWith({ code: after })).status).toBe(200);
  for (const code of [before, now, after]) expect(told(await factors.signInWith({ code }))).toEqual(REFUSED);
});

test("of many who show the same code at once one alone is let in, be it of an app or for recovery", async () => {
  const factor = await factors.setUp();
  // All of them at once, though they are guesses as far as anybody can tell.
  const nothing = async () => undefined;
  factors.team.service.throttle = { begin: nothing, succeed: nothing, takeBack: nothing };
  for (const code of [factors.codeNow(factor), factor.recoveryCodes[3]]) {
    const replies = await Promise.all(Array.from({ length: 20 }, () => factors.signInWith({ code })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    // A busy machine lets some of them come too late for a turn.
    const others = new Set(replies.filter(({ status }) => status !== 200).map(({ status }) => status));
    expect([401, 503]).toEqual(expect.arrayContaining([...others]));
  }
});

test("a code is good from the half minute before its own until the end of the one after", async () => {
  const factor = await factors.setUp();
  const step = Math.floor(NOON / STEP_MS) + 1000;
  const code = codeAt(factor.secret, step * STEP_MS);
  const at = (ms: number) => {
    factors.team.clock.nowMs = ms;
    return factors.signInWith({ code });
  };
  expect(told(await at((step - 1) * STEP_MS - 1))).toEqual(REFUSED);
  expect(told(await at((step + 2) * STEP_MS))).toEqual(REFUSED);
  expect((await at((step + 2) * STEP_MS - 1)).status).toBe(200);
  const early = codeAt(factor.secret, (step + 10) * STEP_MS);
  factors.team.clock.nowMs = (step + 9) * STEP_MS;
  expect((await factors.signInWith({ code: early })).status).toBe(200);
});

test.each([
  ["with a gap", (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
  [
    "by a keyboard for wide digits",
    (code: string) => code.replaceAll(/\d/g, (d) => "０１２３４５６７８９"[Number(d)] ?? ""),
  ],
])("a code that was typed %s is taken", async (_, typed) => {
  const factor = await factors.setUp();
  expect((await factors.signInWith({ code: typed(factors.codeNow(factor)) })).status).toBe(200);
});

test("a recovery code is good once, however it is typed, for nobody else, and is told with how many are left", async () => {
  const factor = await factors.setUp();
  const [first = "", second = ""] = factor.recoveryCodes;
  const bob = await factors.join("member");
  const others = await setUpSecondFactor(factors.team, bob.session);
  expect(told(await factors.signInWith({ code: others.recoveryCodes[0] }))).toEqual(REFUSED);
  expect((await factors.signInWith({ code: others.recoveryCodes[0] }, bob)).status).toBe(200);
  expect((await factors.signInWith({ code: first })).status).toBe(200);
  expect(told(await factors.signInWith({ code: first }))).toEqual(REFUSED);
  expect((await factors.signInWith({ code: ` ${second.toUpperCase().replaceAll("-", " ")}` })).status).toBe(
    200,
  );
  expect((await factors.call("getSecondFactor", factors.ada.session)).body.recoveryCodesLeft).toBe(8);
  const events = await factors.eventsOf(factors.ada, "recovery_code.used");
  expect(events.map(({ detail }) => detail)).toEqual([{ recoveryCodesLeft: 8 }, { recoveryCodesLeft: 9 }]);
});
