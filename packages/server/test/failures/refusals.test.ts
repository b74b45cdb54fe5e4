import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { listRoutes } from "../../src/contract/index.ts";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Credentials, Installation, Minted } from "../fixture.ts";
import { addMember, forgetTries, mint, NOON, PASSWORD } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

/** Elsewhere scripts that went on with an expired token locked their owner out, or everybody behind their address. */

let team: Installation & Team;

beforeAll(async () => {
  team = await startTeam();
});
afterAll(() => team.stop());
beforeEach(async () => {
  team.clock.nowMs = NOON;
  await forgetTries(team);
});

async function deadTokens(): Promise<Minted[]> {
  const as = team.owner.session;
  const [expired, revoked, rotated, deleted] = [
    await mint(team, as, { lifetimeDays: 1 }),
    await mint(team, as),
    await mint(team, as),
    await mint(team, as),
  ];
  await team.call("revokeToken", as, { id: revoked.id });
  await team.call("rotateToken", as, { id: rotated.id, body: { overlapSeconds: 0 } });
  await team.call("deleteToken", as, { id: deleted.id });
  team.clock.nowMs = NOON + DAY_MS;
  return [expired, revoked, rotated, deleted];
}

const count = async (table: "sign_in_tries" | "audit_events") =>
  (await team.service.db.selectFrom(table).selectAll().execute()).length;

const TAKES_PASSWORD = listRoutes()
  .filter(([, { credentials }]) => credentials.includes("basic"))
  .map(([operation]) => operation);

test("C-16: a dead token is no guess at a password, wherever it is sent, and locks nobody out", async () => {
  const dead = await deadTokens();
  const { email } = team.owner;
  let hashes = 0;
  const { passwords } = team.service;
  const { matches } = passwords;
  passwords.matches = (...asked) => {
    hashes++;
    return matches(...asked);
  };
  const before = await count("audit_events");
  for (const { value } of dead) {
    const ways: Credentials[] = [{ bearer: value }, { basic: [email, value] }, { basic: [value, value] }];
    for (const credentials of ways) {
      for (const operation of TAKES_PASSWORD) {
        const input = operation === "getMe" ? {} : { body: { lifetimeDays: 1 } };
        for (let n = 0; n < 5; n++) expect((await team.call(operation, credentials, input)).status).toBe(401);
      }
    }
    for (let n = 0; n < 10; n++) {
      expect((await team.call("signIn", {}, { body: { email, password: value } })).status).toBe(401);
    }
  }
  expect([hashes, await count("sign_in_tries"), await count("audit_events")]).toEqual([0, 0, before]);
  passwords.matches = matches;
  const asStranger = { body: { email, password: PASSWORD } };
  expect((await team.call("signIn", {}, asStranger)).status).toBe(200);
});

test("C-16: so nobody can choose a token for a password", async () => {
  const { value } = await mint(team, team.owner.session);
  const person = await addMember(team.service, team.projectId, { email: "new@example.com", role: "member" });
  const reply = await team.call("changeMember", team.owner.session, {
    id: person.id,
    body: { password: value },
  });
  expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: "password" }] } });
  expect(reply.text).not.toContain(value);
});

test("C-20: after 10 000 refusals from one address a good token from there is let through, and so is its owner", async () => {
  const dead = await deadTokens();
  const good = await mint(team, team.owner.session);
  const statuses = new Set<number>();
  const paths = ["/v1/me", "/auth/forward", "/auth/nginx", "/v1/tokens", "/auth/forward?scope=orders:read"];
  const lanes = Array.from({ length: 20 }, async (_, lane) => {
    for (let n = 0; n < 500; n++) {
      const { value = "thp_nothing" } = dead[(lane + n) % 5] ?? {};
      const answer = await fetch(team.url + paths[n % paths.length], {
        headers: { authorization: `Bearer ${value}` },
      });
      await answer.arrayBuffer();
      statuses.add(answer.status);
    }
  });
  await Promise.all(lanes);
  expect([...statuses]).toEqual([401]);
  for (const path of paths) {
    const { status } = await fetch(team.url + path, { headers: { authorization: `Bearer ${good.value}` } });
    expect(status).toBe(200);
  }
  const body = { email: team.owner.email, password: PASSWORD };
  expect((await team.call("signIn", {}, { body })).status).toBe(200);
}, 300_000);

test("C-20: wrong passwords from an address slow passwords down, and no token", async () => {
  // The first wait is one second: it must not pass while the guesses are under way.
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const good = await mint(team, team.owner.session);
  const guess = (n: number) =>
    team.call("signIn", {}, { body: { email: `nobody-${n}@example.com`, password: "a wrong password" } });
  for (let n = 0; n < 110; n++) await guess(n);
  expect((await guess(111)).status).toBe(429);
  expect((await team.call("getMe", { bearer: good.value })).status).toBe(200);
  const made = await team.call("createToken", { bearer: good.value }, { body: { lifetimeDays: 1 } });
  expect(made.status).toBe(201);
}, 120_000);
