import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Installation } from "../fixture.ts";
import { addMember, forgetTries, mint, NOON, PASSWORD, signIn } from "../fixture.ts";
import type { Session, SignedIn, Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;
let ada: SignedIn;
let count = 0;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
afterEach(() => vi.useRealTimers());
beforeEach(async () => {
  team.clock.nowMs = NOON;
  await forgetTries(team);
  const email = `ada-${count++}@example.com`;
  const person = await addMember(team.service, team.projectId, { email, role: "admin" });
  ada = { ...person, session: await signIn(team, person) };
});

const NEW_PASSWORD = "another horse, another battery";
const isSignedIn = async (session: Session) => (await team.call("getSession", session)).status === 200;
const changePassword = (body: object, session = ada.session) =>
  team.call("changePassword", session, { body });
const signInWith = (password: string) => team.call("signIn", {}, { body: { email: ada.email, password } });

test("a person changes their name, and it is the one that others see", async () => {
  const { id } = await mint(team, ada.session);
  const { body } = await team.call("changeProfile", ada.session, { body: { name: "Ada Lovelace" } });
  expect(body).toEqual({ id: ada.id, name: "Ada Lovelace", email: ada.email });
  expect((await team.call("getMe", ada.session)).body.user.name).toBe("Ada Lovelace");
  expect((await team.call("getToken", team.owner.session, { id })).body.holder.name).toBe("Ada Lovelace");
  for (const name of ["", "  ", "two\nlines", "x".repeat(256), 7]) {
    const refused = await team.call("changeProfile", ada.session, { body: { name } });
    expect(refused.body.errors[0].path).toBe("name");
  }
});

test("a new password ends the other sessions, and leaves this one and every token alone (C-11)", async () => {
  const elsewhere = await signIn(team, ada);
  const { value } = await mint(team, ada.session);
  expect((await changePassword({ current: PASSWORD, password: NEW_PASSWORD })).status).toBe(204);
  expect([await isSignedIn(ada.session), await isSignedIn(elsewhere)]).toEqual([true, false]);
  expect((await team.call("getMe", { bearer: value })).status).toBe(200);
  expect([(await signInWith(PASSWORD)).status, (await signInWith(NEW_PASSWORD)).status]).toEqual([401, 200]);
});

test("without the current password nothing changes, and guessing it is slowed down", async () => {
  // The first wait is one second: it must not pass while the guesses are under way.
  vi.useFakeTimers({ toFake: ["Date", "setTimeout"] });
  const elsewhere = await signIn(team, ada);
  const guess = (n: number) => changePassword({ current: `guess number ${n}`, password: NEW_PASSWORD });
  const guesses = await Promise.all(Array.from({ length: 20 }, (_, n) => guess(n)));
  const codes = Map.groupBy(guesses, ({ body }) => String(body.code));
  expect(codes.get("invalid_credentials")?.length).toBe(5);
  expect(codes.get("rate_limited")?.length).toBe(15);
  const right = await changePassword({ current: PASSWORD, password: NEW_PASSWORD });
  expect(right).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect([await isSignedIn(ada.session), await isSignedIn(elsewhere)]).toEqual([true, true]);
  expect((await team.call("getMe", { basic: ada.basic })).status).toBe(200);
});

test.each([
  [{ current: PASSWORD, password: "too short" }, "password"],
  [{ current: PASSWORD, password: "x".repeat(129) }, "password"],
  [{ password: NEW_PASSWORD }, "current"],
  [{ current: "", password: NEW_PASSWORD }, "current"],
])("a change of password to %j is refused at its field", async (body, path) => {
  expect(await changePassword(body)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
});

test("a person sees where they are signed in, newest first, and nobody else's", async () => {
  team.clock.nowMs = NOON + 1000;
  const body = { email: ada.email, password: PASSWORD };
  await team.call("signIn", { headers: { "user-agent": "Firefox on a ship" } }, { body });
  const { items } = (await team.call("listSessions", ada.session)).body;
  expect(items).toMatchObject([
    {
      current: false,
      createdAt: "2026-11-22T12:00:01.000Z",
      userAgent: "Firefox on a ship",
      ip: "127.0.0.1",
    },
    { current: true, createdAt: "2026-11-22T12:00:00.000Z", expiresAt: "2026-12-06T12:00:00.000Z" },
  ]);
  team.clock.nowMs = NOON + 14 * DAY_MS - 1;
  expect((await team.call("listSessions", ada.session)).body.items).toHaveLength(2);
});

test("a session is ended one by one, here or elsewhere, and is gone at once", async () => {
  const elsewhere = await signIn(team, ada);
  const idOf = async (session: Session) => {
    const { items } = (await team.call("listSessions", session)).body;
    return String(items.find(({ current }: { current: boolean }) => current).id);
  };
  const [here, there] = [await idOf(ada.session), await idOf(elsewhere)];
  expect((await team.call("endSession", ada.session, { id: there })).status).toBe(204);
  expect([await isSignedIn(ada.session), await isSignedIn(elsewhere)]).toEqual([true, false]);
  expect((await team.call("endSession", ada.session, { id: there })).body.code).toBe("not_found");
  expect((await team.call("endSession", ada.session, { id: here })).status).toBe(204);
  expect(await isSignedIn(ada.session)).toBe(false);
});

test("signing out everywhere ends every session of the person, and of nobody else", async () => {
  const sessions = [ada.session, await signIn(team, ada), await signIn(team, ada)];
  const { value } = await mint(team, ada.session);
  const reply = await team.call("endSessions", ada.session);
  expect([reply.status, reply.headers.getSetCookie().length]).toEqual([204, 1]);
  expect(await Promise.all(sessions.map(isSignedIn))).toEqual([false, false, false]);
  expect(await isSignedIn(team.owner.session)).toBe(true);
  expect((await team.call("getMe", { bearer: value })).status).toBe(200);
});

test("a token changes neither name nor password nor sessions: it is no proof that the person is there (C-23)", async () => {
  const { value } = await mint(team, ada.session);
  const bearer = { bearer: value };
  const tries = [
    await team.call("changeProfile", bearer, { body: { name: "Mallory" } }),
    await team.call("changePassword", bearer, { body: { current: PASSWORD, password: NEW_PASSWORD } }),
    await team.call("listSessions", bearer),
    await team.call("endSessions", bearer),
  ];
  expect(tries.map(({ status, body }) => [status, body.code])).toEqual(tries.map(() => [403, "forbidden"]));
  expect(await isSignedIn(ada.session)).toBe(true);
});
