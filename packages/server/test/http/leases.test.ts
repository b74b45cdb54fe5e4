import { digestToken } from "@tokenhouse/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credentials, Installation, Minted } from "../fixture.ts";
import { addMember, addProject, LEASE_MS, mint } from "../fixture.ts";
import { databases } from "../storage/databases.ts";
import { inChange } from "../../src/storage/change.ts";
import { logChanges } from "../../src/storage/change-log.ts";
import { marginOf } from "../../src/verify/leases.ts";
import { openOwnLeases } from "../../src/verify/own-leases.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";

let team: Installation & Team;
/** What the verifiers ask with. */
let bearer: string;

beforeAll(async () => {
  team = await startTeam();
  bearer = (await mint(team, team.owner.session, { scopes: ["tokens:verify"] })).value;
});
afterAll(() => team.stop());

interface Registered {
  id: string;
  applied: number;
}

async function register(mode: "memory" | "mirror" = "memory", name = "orders api"): Promise<Registered> {
  const { status, body } = await team.call("registerVerifier", { bearer }, { body: { name, mode } });
  expect(status).toBe(201);
  return { id: String(body.id), applied: Number(body.revision) };
}

/** The next renewal, which confirms what was applied. */
async function renew({ id, applied }: Registered) {
  return team.call("renewLease", { bearer }, { id, body: { applied } });
}

/** Confirms everything until the work is done, as a healthy verifier does. */
async function attending<T>(verifier: Registered, work: () => Promise<T>): Promise<T> {
  const done = { yet: false };
  const attend = async () => {
    while (!done.yet) {
      const { status, body } = await renew(verifier);
      if (status !== 200) return;
      verifier.applied = Number(body.revision);
    }
  };
  const attending = attend();
  const result = await work();
  done.yet = true;
  await attending;
  return result;
}

const revoke = (token: Minted) => team.call("revokeToken", team.owner.session, { id: token.id });
const someToken = () => mint(team, team.owner.session);

test("a receipt names every verifier that has confirmed, the server first", async () => {
  const [token, verifier] = [await someToken(), await register()];
  const { body } = await attending(verifier, () => revoke(token));
  expect(body.receipt).toMatchObject({ confirmed: true, fenced: [] });
  const { name } = team.service.verifier;
  expect(body.receipt.verifiers).toMatchObject([{ name }, { id: verifier.id, name: "orders api" }]);
  for (const { confirmedInMs } of body.receipt.verifiers) {
    expect(confirmedInMs).toBeLessThanOrEqual(body.receipt.inMs);
  }
  await team.call("releaseVerifier", { bearer }, { id: verifier.id });
});

test("a renewal is answered at once with what has to be forgotten: every value of the token", async () => {
  const token = await someToken();
  const rotated = await team.call("rotateToken", team.owner.session, {
    id: token.id,
    body: { overlapSeconds: 60 },
  });
  const verifier = await register();
  const held = renew(verifier);
  const revoked = revoke(token);
  const { body } = await held;
  const refs = body.changes.map(({ ref }: { ref: string }) => ref);
  expect(new Set(refs)).toEqual(new Set([digestToken(token.value), digestToken(String(rotated.body.value))]));
  expect(body.grants).toEqual([]);
  await attending({ ...verifier, applied: Number(body.revision) }, () => revoked);
  await team.call("releaseVerifier", { bearer }, { id: verifier.id });
});

test("a verifier without a lease in force has its answer at once", async () => {
  const [waiting, lapsed] = [await register(), await register()];
  const held = renew(waiting).then(() => "held");
  const body = { applied: lapsed.applied, wait: false };
  const answered = team.call("renewLease", { bearer }, { id: lapsed.id, body });
  expect(await Promise.race([held, answered.then(({ body }) => body)])).toMatchObject({ changes: [] });
  await held;
  for (const { id } of [waiting, lapsed]) await team.call("releaseVerifier", { bearer }, { id });
});

test("a verifier that is silent is waited for until its lease is over, then named and shut out", async () => {
  const [token, verifier] = [await someToken(), await register("memory", "silent api")];
  await renew({ ...verifier, applied: 0 });
  const before = performance.now();
  const { body } = await revoke(token);
  expect(performance.now() - before).toBeGreaterThan(LEASE_MS / 2);
  expect(body.receipt).toMatchObject({ confirmed: true, fenced: ["silent api"] });
  // Many servers shut it out a moment after the receipt: one of them may have heard it just before the first look.
  await expect.poll(async () => (await listed()).items.map(({ id }) => id)).not.toContain(verifier.id);
  expect((await renew(verifier)).body.code).toBe("not_found");
  expect((await revoke(token)).body.receipt.fenced).toEqual([]);
});

test("renewing without applying is no confirmation: the lease of before is waited for, no time of one is told, and the next change waits again", async () => {
  const verifier = await register("memory", "deaf api");
  const done = { yet: false };
  const renewing = (async () => {
    while (!done.yet) await renew({ ...verifier, applied: 0 });
  })();
  for (const token of [await someToken(), await someToken()]) {
    const { receipt } = (await revoke(token)).body;
    expect(receipt.fenced).toEqual([]);
    expect(receipt.verifiers).toContainEqual({ id: verifier.id, name: "deaf api", confirmedInMs: null });
    expect(receipt.inMs).toBeGreaterThan(LEASE_MS / 2);
  }
  done.yet = true;
  await renewing;
  await team.call("releaseVerifier", { bearer }, { id: verifier.id });
});

test.each([
  ["deletes a token", ({ id }: Minted) => team.call("deleteToken", team.owner.session, { id })],
  ["changes the project's rules", () => changeSettings({ everyoneMayGenerate: true })],
  ["takes a right away", () => changeMember({ tokenAccess: "deny" })],
  ["deactivates a member", () => changeMember({ active: false })],
])("whoever %s has their answer only when the verifiers have applied it", async (_, change) => {
  const [token, verifier] = [await someToken(), await register()];
  await attending(verifier, () => change(token));
  const { body } = await team.call("listVerifiers", team.owner.session);
  const own = body.items.find(({ id }: { id: string }) => id === verifier.id);
  expect(own.revision).toBe(body.items[0].revision);
  await team.call("releaseVerifier", { bearer }, { id: verifier.id });
});

const changeSettings = (body: object) => team.call("changeSettings", team.owner.session, { body });
const changeMember = (body: object) =>
  team.call("changeMember", team.owner.session, { id: team.member.id, body });

test("a fill says what may be held: of a good value its grant, of any other nothing", async () => {
  const [good, bound, dead] = [
    await mint(team, team.owner.session, { scopes: ["orders:read"], name: "held" }),
    await mint(team, team.owner.session, { ipAllowList: ["192.0.2.0/24"] }),
    await someToken(),
  ];
  await revoke(dead);
  const { id } = await register();
  const ask = async ({ value }: Minted, more = {}) => {
    const body = { digest: digestToken(value), ...more };
    return (await team.call("verifyForVerifier", { bearer }, { id, body })).body;
  };
  expect(await ask(good, { scopes: ["orders:read"] })).toMatchObject({
    verdict: { valid: true, token: { name: "held" } },
    grant: {
      digest: digestToken(good.value),
      token: { id: good.id },
      role: "owner",
      rateLimit: null,
      validUntil: null,
    },
  });
  expect(await ask(good, { scopes: ["orders:write"] })).toMatchObject({
    verdict: { code: "insufficient_scope" },
    grant: { token: { id: good.id } },
  });
  expect(await ask(bound, { ip: "198.51.100.1" })).toMatchObject({
    verdict: { code: "ip_refused" },
    grant: { ipAllowList: ["192.0.2.0/24"] },
  });
  expect(await ask(dead)).toMatchObject({ verdict: { code: "revoked" }, grant: null });
});

test("a mirror loads every good value page by page, and is told what has come instead of what it forgets", async () => {
  const tokens = [await someToken(), await someToken(), await someToken()];
  const verifier = await register("mirror");
  const loaded: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query = { limit: "2", ...(cursor && { cursor }) };
    const { body } = await team.call("listGrants", { bearer }, { id: verifier.id, query });
    loaded.push(...body.items.map(({ digest }: { digest: string }) => digest));
    cursor = body.nextCursor as string | null;
  }
  expect(loaded).toEqual(loaded.toSorted());
  expect(loaded).toEqual(expect.arrayContaining(tokens.map(({ value }) => digestToken(value))));

  // A server may hear of the last change after it has registered somebody.
  const known = { applied: verifier.applied, wait: false };
  const caughtUp = await team.call("renewLease", { bearer }, { id: verifier.id, body: known });
  const held = renew({ id: verifier.id, applied: Number(caughtUp.body.revision) });
  const fresh = await someToken();
  const { body } = await held;
  expect(body.changes).toEqual([{ kind: "token", ref: digestToken(fresh.value) }]);
  expect(body.grants).toMatchObject([{ digest: digestToken(fresh.value), token: { id: fresh.id } }]);
  await team.call("releaseVerifier", { bearer }, { id: verifier.id });
});

test("what verifiers have answered from memory counts as use", async () => {
  const [token, { id }] = [await someToken(), await register("memory", "reporting api")];
  const lastUsedAt = "2026-11-22T11:59:00.000Z";
  const uses = [{ tokenId: token.id, count: 41, lastUsedAt, ip: "192.0.2.7", userAgent: "a client" }];
  await team.call("reportUses", { bearer }, { id, body: { uses, denials: [] } });
  await team.flush();
  const { body } = await team.call("getToken", team.owner.session, { id: token.id });
  expect(body).toMatchObject({ lastUsedAt, lastUsedIp: "192.0.2.7" });
  const usage = (await team.call("getTokenUsage", team.owner.session, { id: token.id })).body;
  expect(usage.days.at(-1).uses).toBe(41);
});

test("a server that starts anew waits for the leases that the one before gave, and knows who renews", async () => {
  const silent = await register("memory", "silent since");
  const loyal = await register("memory", "loyal api");
  const { db, now, monotonic } = team.service;
  const anew = await openOwnLeases(db, { leaseMs: LEASE_MS, now, monotonic });
  const known = await anew.find(team.projectId, loyal.id);
  const confirming = anew.confirm({ revision: loyal.applied + 1, projectIds: new Set([team.projectId]) });
  if (known) await anew.renew(known, { applied: loyal.applied + 1, mayWait: false });
  const { verifiers, fenced } = await confirming;
  const confirmedAt: unknown = expect.any(Number);
  expect(verifiers).toContainEqual({ id: loyal.id, name: "loyal api", confirmedAt });
  expect(fenced).toContain("silent since");
  expect(await anew.find(team.projectId, silent.id)).toBeUndefined();
});

test.each([LEASE_MS / 10, LEASE_MS * 100])(
  "a verifier keeps the lease that it was told, also from a server that starts anew with one of %i ms",
  async (leaseMs) => {
    const { id, applied } = await register("memory", "told before");
    const { db, now, monotonic } = team.service;
    const anew = await openOwnLeases(db, { leaseMs, now, monotonic });
    const known = await anew.find(team.projectId, id);
    if (!known) throw new Error("The verifier is not known");
    expect(known.leaseMs).toBe(LEASE_MS);
    // With the longer lease, a third of that would be longer than the test may take.
    await anew.renew(known, { applied, mayWait: true });
    await anew.release(known);
    await team.call("releaseVerifier", { bearer }, { id });
  },
);

test("the list tells what a revocation waits for: who was heard when, who lags behind, and how long at worst", async () => {
  for (const { id, kind } of (await listed()).items) {
    if (kind === "sdk") await team.call("releaseVerifier", { bearer }, { id });
  }
  // One of many servers holds a lease itself, and hears of a change a moment after it.
  const isAlone = databases.some(({ name }) => name === "sqlite");
  await expect
    .poll(() => listed())
    .toMatchObject({
      longestWaitMs: isAlone ? 0 : LEASE_MS + marginOf(LEASE_MS),
      items: [{ kind: "server", upToDate: true, leaseMs: isAlone ? null : LEASE_MS }],
    });
  expect((await listed()).items[0]?.heardAgoMs === null).toBe(isAlone);

  const verifier = await register("memory", "listed api");
  verifier.applied = Number((await renew({ ...verifier, applied: 0 })).body.revision);
  await renew(verifier);
  const { items, longestWaitMs } = await listed();
  expect(longestWaitMs).toBe(LEASE_MS + marginOf(LEASE_MS));
  const own = items.find(({ id }) => id === verifier.id);
  expect(own).toMatchObject({ mode: "memory", leaseMs: LEASE_MS, upToDate: true });
  expect(own?.heardAgoMs).toBeGreaterThanOrEqual(0);
  expect((own?.heardAgoMs ?? 0) + (own?.leaseEndsInMs ?? 0)).toBe(LEASE_MS);

  const entry = async () => (await listed()).items.find(({ id }) => id === verifier.id);
  await someToken();
  await expect.poll(entry).toMatchObject({ upToDate: false });
  await attending(verifier, () => changeSettings({ everyoneMayGenerate: true }));
  expect(await entry()).toMatchObject({ upToDate: true });
  await team.call("releaseVerifier", { bearer }, { id: verifier.id });
});

interface Listed {
  items: {
    id: string;
    kind: string;
    upToDate: boolean;
    heardAgoMs: number | null;
    leaseEndsInMs: number | null;
  }[];
  longestWaitMs: number;
}

const listed = async (who: Credentials = team.owner.session): Promise<Listed> =>
  (await team.call("listVerifiers", who)).body;

test("verifiers of another project are neither seen, nor waited for, nor used", async () => {
  const projectId = await addProject(team.service, "elsewhere");
  const stranger = await addMember(team.service, projectId, { email: "else@example.com", role: "owner" });
  const foreign = (await mint(team, { basic: stranger.basic })).value;
  const theirs = await team.call(
    "registerVerifier",
    { bearer: foreign },
    { body: { name: "theirs", mode: "memory" } },
  );
  const { body } = await revoke(await someToken());
  expect(JSON.stringify(body.receipt)).not.toContain("theirs");
  const id = String(theirs.body.id);
  expect(JSON.stringify(await listed())).not.toContain(id);
  const { items } = await listed({ bearer: foreign });
  expect(items).toMatchObject([{ kind: "server" }, { id, name: "theirs" }]);
  expect((await renew({ id, applied: 0 })).body.code).toBe("not_found");
  expect((await team.call("releaseVerifier", { bearer }, { id })).body.code).toBe("not_found");
});

test("a verifier that is far behind is told to forget everything, not each of very many things", async () => {
  const verifier = await register("mirror");
  const changes = Array.from({ length: 1001 }, (_, n) => ({
    projectId: team.projectId,
    kind: "token" as const,
    ref: n.toString(16).padStart(64, "0"),
  }));
  await inChange(team.service.db, (trx) => logChanges(trx, changes));
  expect((await renew(verifier)).body).toMatchObject({ changes: null, grants: [] });
  await team.call("releaseVerifier", { bearer }, { id: verifier.id });
});
