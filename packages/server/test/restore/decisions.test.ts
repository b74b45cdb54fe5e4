import SQLite from "better-sqlite3";
import { appendFileSync, copyFileSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RESTORE_REASON } from "../../src/storage/backup/replay.ts";
import type { Minted, Site, World } from "./world.ts";
import { createWorld } from "./world.ts";

const CHOICES = /--journal \S+ .*--revoke-all .*--accept/;

async function backedUp(): Promise<{ world: World; site: Site; tokens: Minted[]; backup: string }> {
  const world = createWorld();
  const site = await world.serve();
  const tokens = await site.mint(4);
  const backup = join(world.folder, "backup");
  expect(await world.cli("backup", backup)).toMatchObject({ code: 0, stderr: "" });
  return { world, site, tokens, backup };
}

async function revoke(site: Site, { id }: Minted): Promise<number> {
  const { status, body } = await site.ask("POST", `/v1/tokens/${id}/revoke`);
  expect(status).toBe(200);
  return body.receipt.revision;
}

test("a restored database is not served before somebody has decided, which can be done later", async () => {
  const { world, site, tokens, backup } = await backedUp();
  const [revoked, ...others] = tokens;
  if (!revoked) throw new Error("There is no token");
  const last = await revoke(site, revoked);
  await site.stop();
  const undecided = await world.cli("restore", backup);
  expect(undecided).toMatchObject({ code: 0, stderr: "" });
  expect(undecided.stdout).toContain("No server starts on it until you have decided");
  await expect(world.serve()).rejects.toThrow(CHOICES);
  await expect(world.serve({ TOKENHOUSE_REVOCATION_JOURNAL: "" })).rejects.toThrow(CHOICES);
  const decided = await world.cli("restore", "--journal", world.journal, "--json");
  expect(JSON.parse(decided.stdout)).toMatchObject({ decision: "replayed", tokensEnded: 1, ownerless: [] });
  const after = await world.serve();
  expect(await after.accepted(tokens)).toEqual(others);
  const { body } = await after.ask("GET", `/v1/tokens/${revoked.id}`);
  expect(body.revokeReason).toBe(RESTORE_REASON);
  const events = await after.ask("GET", "/v1/audit?event=installation.restored");
  expect(events.body.items.map(({ detail }: { detail: object }) => detail)).toMatchObject([
    { decision: "replayed", tokensEnded: 1 },
    { decision: "undecided", tokensEnded: 0 },
  ]);
  expect(await revoke(after, revoked)).toBeGreaterThan(last + 2 ** 32);
  await after.stop();
});

test("a copy that somebody puts in place by hand is noticed by its journal", async () => {
  const { world, site, tokens, backup } = await backedUp();
  const [revoked] = tokens;
  if (!revoked) throw new Error("There is no token");
  await revoke(site, revoked);
  await site.stop();
  copyFileSync(backup, world.file);
  await expect(world.serve()).rejects.toThrow(/older than its revocation journal/);
  // Control: without the journal nobody can know.
  const unaware = await world.serve({ TOKENHOUSE_REVOCATION_JOURNAL: "" });
  expect(await unaware.accepted(tokens)).toEqual(tokens);
  await unaware.stop();
  copyFileSync(backup, world.file);
  expect(await world.cli("restore", "--journal", world.journal)).toMatchObject({ code: 0 });
  const after = await world.serve();
  expect(await after.accepted(tokens)).toEqual(tokens.slice(1));
  await after.stop();
});

test("what was deactivated, narrowed, removed, rotated out or deleted stays so", async () => {
  const { world, site, tokens, backup } = await backedUp();
  const [rotated, deleted, ended, untouched] = tokens;
  const password = "violet-Harbour-17-lamp";
  const add = async (email: string, role: string) => {
    const { body } = await site.ask("POST", "/v1/members", { email, name: email, role, password });
    return body.member.id as string;
  };
  const people = { left: await add("left@example.com", "admin"), demoted: await add("demoted@example.com", "admin"), gone: await add("gone@example.com", "admin") }; // prettier-ignore
  const account = (await site.ask("POST", "/v1/service-accounts", { name: "robot", role: "member" })).body.serviceAccount.id; // prettier-ignore
  const robot = (await site.ask("POST", `/v1/service-accounts/${account}/tokens`, { name: "robot", lifetimeDays: 30 })).body; // prettier-ignore
  const mintAs = async (email: string) => {
    const answer = await fetch(`${site.server.url}/v1/tokens`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${email}:${password}`)}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "own", lifetimeDays: 30 }),
    });
    const made = (await answer.json()) as { value: string; token: { id: string } };
    return { id: made.token.id, value: made.value };
  };
  const [ofLeft, ofDemoted, ofGone] = [await mintAs("left@example.com"), await mintAs("demoted@example.com"), await mintAs("gone@example.com")]; // prettier-ignore
  const later = `${backup}.later`;
  expect(await world.cli("backup", later)).toMatchObject({ code: 0 });

  const done = [
    await site.ask("PATCH", `/v1/members/${people.left}`, { active: false }),
    await site.ask("PATCH", `/v1/members/${people.demoted}`, { role: "member", tokenAccess: "allow" }),
    await site.ask("DELETE", `/v1/members/${people.gone}`),
    await site.ask("POST", `/v1/tokens/${rotated?.id}/rotate`, { overlapSeconds: 0 }),
    await site.ask("POST", `/v1/tokens/${deleted?.id}/revoke`),
    await site.ask("DELETE", `/v1/tokens/${deleted?.id}`),
    await site.ask("POST", `/v1/tokens/${ended?.id}/revoke`),
    await site.ask("POST", `/v1/tokens/${robot.token.id}/revoke`),
    await site.ask("DELETE", `/v1/service-accounts/${account}`),
    await site.ask("PATCH", "/v1/settings", { maxLifetimeDays: 31 }),
  ];
  expect(done.filter(({ status }) => status >= 300)).toEqual([]);
  await site.stop();
  expect(await world.cli("restore", later, "--journal", world.journal)).toMatchObject({ code: 0 });

  const after = await world.serve();
  const all = [rotated, deleted, ended, untouched, ofLeft, ofDemoted, ofGone, { id: robot.token.id, value: robot.value }].flatMap((one) => one ?? []); // prettier-ignore
  expect(await after.accepted(all)).toEqual([untouched, ofDemoted]);
  const members = (await after.ask("GET", "/v1/members")).body.items as { email: string; role: string; active: boolean }[]; // prettier-ignore
  expect(members.map(({ email, role, active }) => ({ email, role, active }))).toEqual([
    { email: "demoted@example.com", role: "member", active: true },
    { email: "left@example.com", role: "admin", active: false },
    { email: "owner@example.com", role: "owner", active: true },
  ]);
  expect((await after.ask("GET", "/v1/settings")).body).toMatchObject({ maxLifetimeDays: 31 }); // prettier-ignore
  // A person may take the revocation back, but the value that was rotated out is gone for good.
  for (const one of [rotated, deleted, ended]) await after.ask("POST", `/v1/tokens/${one?.id}/restore`);
  expect(await after.accepted(all)).toEqual([ended, untouched, ofDemoted]);
  await after.stop();
});

test("sessions, invitations and remembered keys of before are gone", async () => {
  const { world, site } = await backedUp();
  const signIn = await fetch(`${site.server.url}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "owner@example.com", password: "plum-Lantern-42-orbit" }),
  });
  const cookie = signIn.headers.getSetCookie().map((one) => one.split(";")[0]).join("; "); // prettier-ignore
  const whoAmI = (url: string) => fetch(`${url}/v1/me`, { headers: { cookie } }).then(({ status }) => status);
  expect(await whoAmI(site.server.url)).toBe(200);
  const invited = await site.ask("POST", "/v1/members", {
    email: "new@example.com",
    name: "New",
    role: "member",
  });
  expect(invited.body.invitationLink).toEqual(expect.stringContaining("#"));
  const backup = join(world.folder, "with-session");
  await world.cli("backup", backup);
  await site.stop();
  expect(await world.cli("restore", backup, "--accept")).toMatchObject({ code: 0 });
  const database = new SQLite(world.file);
  const count = (table: string) => database.prepare(`select count(*) from ${table}`).pluck().get();
  expect(["sessions", "invitations", "idempotency_keys"].map(count)).toEqual([0, 0, 0]);
  database.close();
  const after = await world.serve();
  expect(await whoAmI(after.server.url)).toBe(401);
  await after.stop();
});

test("a journal that was moved away while it was written is needed as well, and the one after it says so", async () => {
  const { world, site, tokens, backup } = await backedUp();
  const [first, second, ...others] = tokens;
  if (!first || !second) throw new Error("There are no tokens");
  await revoke(site, first);
  renameSync(world.journal, `${world.journal}.1`);
  await revoke(site, second);
  await site.server.end("SIGKILL");
  appendFileSync(world.journal, '{"revision":99,"narrowed":[{"kind":"tok');
  const alone = await world.cli("restore", backup, "--journal", world.journal);
  expect(alone).toMatchObject({ code: 6, stderr: expect.stringContaining("give the one before it, too") });
  const both = await world.cli(
    "restore",
    backup,
    "--journal",
    world.journal,
    "--journal",
    `${world.journal}.1`,
  );
  expect(both).toMatchObject({ code: 0, stderr: "" });
  const after = await world.serve();
  expect(await after.accepted(tokens)).toEqual(others);
  await after.stop();
});

test("a revocation that the journal cannot hold is not answered as done, and done once it can", async () => {
  const world = createWorld();
  const folder = join(world.folder, "journals");
  const site = await world.serve({ TOKENHOUSE_REVOCATION_JOURNAL: join(folder, "journal") });
  const [token] = await site.mint(1);
  if (!token) throw new Error("There is no token");
  renameSync(folder, `${folder}.away`);
  copyFileSync("/dev/null", folder);
  const { status, body } = await site.ask("POST", `/v1/tokens/${token.id}/revoke`);
  expect({ status, code: body.code }).toEqual({ status: 503, code: "unavailable" });
  expect(await site.accepted([token])).toEqual([]);
  renameSync(folder, `${folder}.nothing`);
  renameSync(`${folder}.away`, folder);
  await revoke(site, token);
  expect(readFileSync(join(folder, "journal"), "utf8")).toContain(token.id);
  await site.stop();
});

test("neither backup nor journal can be read by others, and the journal holds no digest", async () => {
  const { world, site, tokens, backup } = await backedUp();
  for (const token of tokens) await revoke(site, token);
  await site.stop();
  for (const file of [backup, world.journal]) expect(statSync(file).mode & 0o777).toBe(0o600);
  for (const suffix of ["-wal", "-shm", "-journal"]) expect(existsSync(backup + suffix)).toBe(false);
  const journal = readFileSync(world.journal, "utf8");
  expect(tokens.filter(({ id }) => !journal.includes(id))).toEqual([]);
  expect(tokens.filter(({ value }) => journal.includes(value))).toEqual([]);
  expect(journal).not.toMatch(/[0-9a-f]{64}/);
});
