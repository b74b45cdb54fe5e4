import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { routes } from "../../src/contract/index.ts";
import type { Route } from "../../src/contract/route.ts";
import type { Credentials, Minted, Person } from "../fixture.ts";
import { addMember, cookiesOf, mint, NOON, PASSWORD, signIn } from "../fixture.ts";
import type { Session } from "../team.ts";
import type { Callers, Changing } from "./good-calls.ts";
import { addOperator, CHANGING, sampleOf, startCallers } from "./good-calls.ts";
import { holdRequest } from "./held-request.ts";

/*
 * Whoever calls is known before the body is read, and a body may take half a minute. What was taken away meanwhile must
 * not be used once more.
 */

let callers: Callers;

beforeAll(async () => {
  callers = await startCallers();
});
afterAll(() => callers.stop());
beforeEach(() => {
  callers.clock.nowMs = NOON;
});

/** What has happened, but for refused acts. */
async function countEvents(): Promise<number> {
  const rows = callers.service.db
    .selectFrom("audit_events")
    .select("event")
    .where("event", "<>", "act.refused");
  return (await rows.execute()).length;
}

const takes = (operation: Changing, carrier: Route["credentials"][number]) =>
  (routes[operation].credentials as Route["credentials"]).includes(carrier);
const asOwner = () => callers.owner.session;

describe("what arrives after its sender's end", () => {
  test.each(CHANGING.filter((operation) => takes(operation, "bearer")))(
    "C-18: %s changes nothing by a token that was revoked while the body was on its way",
    async (operation) => {
      const person = await addOperator(callers);
      const sample = await sampleOf(callers, operation, person);
      const { value, id } = await mint(callers, await signIn(callers, person));
      const held = await holdRequest(callers, operation, { ...sample, credentials: { bearer: value } });
      const { receipt } = (await callers.call("revokeToken", asOwner(), { id })).body;
      expect(receipt).toMatchObject({ confirmed: true });
      await expectNothing(held.release, operation);
    },
  );

  test.each(CHANGING.filter((operation) => takes(operation, "session")))(
    "C-4: %s changes nothing in a session that was ended while the body was on its way",
    async (operation) => {
      const person = await addOperator(callers);
      const [session, other] = [await signIn(callers, person), await signIn(callers, person)];
      const sample = await sampleOf(callers, operation, person);
      const held = await holdRequest(callers, operation, { ...sample, credentials: session });
      await callers.call("endSessions", other);
      await expectNothing(held.release, operation);
    },
  );

  async function expectNothing(release: () => Promise<number>, operation: Changing) {
    const before = await countEvents();
    const status = await release();
    expect(LOOKS_ONLY.has(operation) ? [200, 201, 204, 401, 404] : [401, 404]).toContain(status);
    expect(await countEvents()).toBe(before);
  }
});

/** These change nothing that anybody has, and answer a question that was asked before the end. */
const LOOKS_ONLY = new Set<Changing>([
  "previewSettings",
  "verifyToken",
  "verifyTokens",
  "introspectToken",
  "revokePresentedToken",
  "registerVerifier",
  "renewLease",
  "verifyForVerifier",
  "reportUses",
  "releaseVerifier",
]);

interface Asker {
  person: Person;
  session: Session;
  token: Minted;
}

type Ending = (asker: Asker) => Promise<unknown>;

const change = (id: string, body: object) => callers.call("changeMember", asOwner(), { id, body });
const passwordReset: Ending = ({ person }) => change(person.id, { password: "given by the administrator" });
const deactivated: Ending = ({ person }) => change(person.id, { active: false });
const removed: Ending = ({ person }) => callers.call("removeMember", asOwner(), { id: person.id });
const denied: Ending = ({ person }) => change(person.id, { tokenAccess: "deny" });
const demoted: Ending = ({ person }) => change(person.id, { role: "member", tokenAccess: "allow" });

/** How each kind of credential ends, or its holder's rights, while it is being used. */
const ENDINGS: Record<"token" | "session" | "password", Record<string, Ending>> = {
  token: {
    revoked: ({ token: { id } }) => callers.call("revokeToken", asOwner(), { id }),
    deleted: ({ token: { id } }) => callers.call("deleteToken", asOwner(), { id }),
    "rotated out": ({ session, token: { id } }) =>
      callers.call("rotateToken", session, { id, body: { overlapSeconds: 0 } }),
    "out of its overlap": async ({ session, token: { id } }) => {
      await callers.call("rotateToken", session, { id, body: { overlapSeconds: 1 } });
      callers.clock.nowMs += 1000;
    },
    expired: async () => {
      callers.clock.nowMs += 30 * 86_400_000;
    },
    "of a deactivated holder": deactivated,
    "of a removed holder": removed,
    "of a holder who may have none": denied,
    "of a holder with another role": demoted,
  },
  session: {
    "signed out": ({ session }) => callers.call("signOut", session),
    "ended by a reset of the password": passwordReset,
    "ended by a change of the password": async ({ person }) => {
      const body = { current: PASSWORD, password: "another good sentence" };
      await callers.call("changePassword", await signIn(callers, person), { body });
    },
    "over after 14 days": async () => {
      callers.clock.nowMs += 14 * 86_400_000;
    },
    "of a deactivated person": deactivated,
    "of a removed person": removed,
    "of a person with another role": demoted,
  },
  password: { reset: passwordReset, "of a deactivated person": deactivated, "of a removed person": removed },
};

/** Of each carrier, the acts with which somebody would keep what they are losing. */
const KEEPING = ["createToken", "createApiAccessToken", "restoreToken", "addMember"] as const;

const ENDED = Object.entries(ENDINGS).flatMap(([kind, endings]) =>
  Object.entries(endings).map(([how, end]) => ({ kind: kind as keyof typeof ENDINGS, how, end })),
);

test.each(ENDED)(
  "C-4, C-18: with a $kind that was $how meanwhile nobody makes a successor: no token, no restored one, no member",
  async ({ kind, end }) => {
    for (const operation of KEEPING.filter((one) => kind !== "password" || takes(one, "basic"))) {
      callers.clock.nowMs = NOON;
      const person = await addOperator(callers);
      await callers.service.db
        .updateTable("users")
        .set({ operator: 0 })
        .where("id", "=", person.id)
        .execute();
      const asker = { person, session: await signIn(callers, person), token: await tokenOf(person) };
      const credentials: Record<typeof kind, Credentials> = {
        token: { bearer: asker.token.value },
        session: asker.session,
        password: { basic: person.basic },
      };
      const sample = await sampleOf(callers, operation, person);
      const held = await holdRequest(callers, operation, { ...sample, credentials: credentials[kind] });
      await end(asker);
      const before = await countEvents();
      expect([401, 403], operation).toContain(await held.release());
      expect(await countEvents(), operation).toBe(before);
    }
  },
);

async function tokenOf(person: Person): Promise<Minted> {
  return mint(callers, await signIn(callers, person));
}

test("C-5: a sign-in with the password of before a reset leaves no session, however long its hash takes", async () => {
  const { service, projectId } = callers;
  const person = await addMember(service, projectId, { email: "slow@example.com", role: "member" });
  const checked = Promise.withResolvers<void>();
  const wait = Promise.withResolvers<void>();
  const { matches } = service.passwords;
  service.passwords.matches = async (...asked) => {
    const matched = await matches(...asked);
    checked.resolve();
    await wait.promise;
    return matched;
  };
  const body = { email: person.email, password: PASSWORD };
  const signingIn = callers.call("signIn", {}, { body });
  await checked.promise;
  service.passwords.matches = matches;
  await passwordReset({ person, session: asOwner(), token: { value: "", id: "" } });
  wait.resolve();
  const reply = await signingIn;
  expect(reply).toMatchObject({ status: 401, body: { code: "invalid_credentials" } });
  expect(cookiesOf(reply.headers)).toBe("");
  const sessions = service.db.selectFrom("sessions").selectAll().where("user_id", "=", person.id);
  expect(await sessions.execute()).toEqual([]);
});
