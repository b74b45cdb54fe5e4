import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkLog } from "../../src/seal/check-log.ts";
import { isSignedBy, readHead } from "../../src/seal/checkpoint.ts";
import type { Installation } from "../fixture.ts";
import { mint } from "../fixture.ts";
import { runCli } from "../run-cli.ts";
import { provesConsistency, provesInclusion } from "../seal/outsider.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

let team: Installation & Team;
let other: Team;
const folder = mkdtempSync(join(tmpdir(), "tokenhouse-seal-"));

beforeAll(async () => {
  team = await startTeam();
  other = await addTeam(team, "other");
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await team.stop();
});

const headOf = async ({ owner }: Team) => (await team.call("getAuditHead", owner.session)).body;
const prove = async (query: Record<string, number>) =>
  (await team.call("getAuditProof", team.owner.session, { query: textOf(query) })).body;
const exported = async () => (await team.call("exportAuditJson", team.owner.session)).body;

function textOf(query: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
}

test("the head covers everything until now, and is signed", async () => {
  const before = await headOf(team);
  await mint(team, team.owner.session);
  const head = await headOf(team);
  expect(head.size).toBe(before.size + 1);
  expect((await exported()).length).toBe(head.size);
  expect(isSignedBy(head.checkpoint, head.verifierKey)).toBe(true);
  const { origin, size, rootHash } = readHead(head.checkpoint) ?? {};
  expect([origin, size, Buffer.from(rootHash ?? []).toString("hex")]).toEqual([
    head.origin,
    head.size,
    head.rootHash,
  ]);
  expect((await headOf(team)).checkpoint, "nothing has happened since").toBe(head.checkpoint);
});

test("each event is proved to be in the log, and each head of before to be its beginning", async () => {
  const heads = [await headOf(team)];
  for (let n = 0; n < 5; n++) {
    await mint(team, team.owner.session);
    heads.push(await headOf(team));
  }
  const { size, rootHash } = await headOf(team);
  for (const { leafIndex, leafHash } of await exported()) {
    const proof = await prove({ leafIndex });
    expect(proof.rootHash).toBe(rootHash);
    expect(provesInclusion({ ...proof, leafIndex, leafHash }), String(leafIndex)).toBe(true);
  }
  expect(await prove({}), "the newest").toEqual(await prove({ leafIndex: size - 1 }));
  for (const head of heads) {
    const proof = await prove({ first: head.size });
    expect(provesConsistency({ ...proof, firstRoot: head.rootHash })).toBe(true);
    expect((await prove({ first: 1, size: head.size })).rootHash).toBe(head.rootHash);
  }
  expect(await prove({ first: size })).toEqual({ size, rootHash, leafIndex: null, first: size, hashes: [] });
});

test.each([
  [{ leafIndex: 0, first: 1 }, "leafIndex", "not both"],
  [{ leafIndex: 1, size: 1 }, "leafIndex", "size 1"],
  [{ first: 2, size: 1 }, "first", "size 1"],
  [{ leafIndex: 0, size: 1_000_000 }, "size", "sealed"],
  [{ leafIndex: -1 }, "leafIndex", ""],
  [{ first: 0 }, "first", ""],
  [{ leafIndex: 0.5 }, "leafIndex", ""],
])("a proof that cannot be is refused, and why: %j", async (query, path, reason) => {
  const { status, body } = await team.call("getAuditProof", team.owner.session, { query: textOf(query) });
  expect([status, body.code, body.errors[0].path]).toEqual([400, "invalid_request", path]);
  expect(body.detail).toContain(reason);
});

test("events that come together while several seal are sealed once each, in one order", async () => {
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      if (n % 2 === 0) await mint(team, team.owner.session);
      else await headOf(team);
    }),
  );
  const places = (await exported()).map(({ leafIndex }: { leafIndex: number }) => leafIndex);
  expect(places.toSorted((a: number, b: number) => a - b)).toEqual(places.map((_: number, n: number) => n));
});

test("each project has a log of its own", async () => {
  const [ours, theirs] = [await headOf(team), await headOf(other)];
  expect(ours.origin).not.toBe(theirs.origin);
  await mint(team, team.owner.session);
  expect(await headOf(other)).toEqual(theirs);
});

/** What somebody with the database in their hands may do to one row, and what is found then. */
const TAMPERINGS: [string, (leafIndex: number) => ReturnType<typeof sql>, RegExp][] = [
  ["edits its event", (n) => sql`update audit_events set event = 'token.used' where leaf_index = ${n}`, /at place 3 is not what was sealed/],
  ["edits its time", (n) => sql`update audit_events set at = at + 1 where leaf_index = ${n}`, /at place 3 is not/],
  ["edits its actor", (n) => sql`update audit_events set actor_id = null where leaf_index = ${n}`, /at place 3 is not/],
  ["edits its detail", (n) => sql`update audit_events set detail = '{}' where leaf_index = ${n}`, /at place 3 is not/],
  ["edits its origin", (n) => sql`update audit_events set origin = replace(origin, '127.0.0.1', '10.0.0.1') where leaf_index = ${n}`, /at place 3 is not/],
  ["edits its revision", (n) => sql`update audit_events set revision = 0 where leaf_index = ${n}`, /at place 3 is not/],
  ["edits its token", (n) => sql`update audit_events set token_id = '0bc1d49f-0000-4000-8000-000000000000' where leaf_index = ${n}`, /at place 3 is not/],
  ["edits its number", (n) => sql`update audit_events set seq = 1000000 where leaf_index = ${n}`, /at place 3 is not/],
  ["edits its hash", (n) => sql`update audit_nodes set hash = (select hash from audit_nodes where level = 1 limit 1) where level = 0 and node_index = ${n}`, /at place 3 is not/],
  ["removes every hash", () => sql`delete from audit_nodes`, /at place 3 is not/],
  ["removes it", (n) => sql`delete from audit_events where leaf_index = ${n}`, /gap: place 3 is missing/],
  ["gives it to another project", (n) => sql`update audit_events set project_id = 'x' where leaf_index = ${n}`, /gap: place 3 is missing/],
  ["lets it be sealed again", (n) => sql`update audit_events set leaf_index = null where leaf_index = ${n}`, /gap: place 3 is missing/],
  ["swaps it with the next", (n) => sql`update audit_events set leaf_index = ${2 * n + 1} - leaf_index where leaf_index in (${n}, ${n + 1})`, /stands at place 3 and was sealed at 4/],
  ["cuts the log off before it", (n) => sql`delete from audit_events where leaf_index >= ${n}`, /places 3 to \d+ are missing/],
]; // prettier-ignore

test.each(TAMPERINGS)("whoever %s is found by an export and a remembered head", async (_, tamper, found) => {
  const head = readHead((await headOf(team)).checkpoint);
  if (!head) throw new Error("There is a head");
  expect(checkLog(await exported(), [head])).toEqual([]);
  const { db } = team.service;
  const tables = ["audit_events", "audit_nodes", "audit_logs"] as const;
  const kept = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
  try {
    await tamper(3).execute(db);
    const findings = checkLog(await exported(), [head]);
    expect(findings.map(({ text }) => text).join("\n")).toMatch(found);
  } finally {
    for (const [n, table] of tables.entries()) {
      await db.deleteFrom(table).execute();
      for (const row of kept[n] ?? []) await db.insertInto(table).values(row).execute();
    }
  }
});

test("tokenhouse audit verify says whether the log is what it was, needs no server, and tells in how it ends", async () => {
  const events = await exported();
  const { checkpoint, verifierKey } = await headOf(team);
  const [file, head] = [join(folder, "export.json"), join(folder, "head")];
  writeFileSync(head, checkpoint);
  const verify = (rows: unknown, ...args: string[]) => {
    writeFileSync(file, JSON.stringify(rows));
    return runCli(["audit", "verify", file, "--head", head, ...args]);
  };
  expect(await verify(events, "--key", verifierKey)).toEqual({
    code: 0,
    stdout: `Events: ${events.length}. Remembered heads: 1. Nothing was changed, moved or removed.\n`,
    stderr: "",
  });
  expect(await verify(events.slice(1))).toEqual({
    code: 1,
    stdout:
      `A remembered head tells of ${events.length} events, the export of ${events.length - 1}: place ${events.length - 1} is missing.\n` +
      "The audit log is not what it was.\nThe signatures of the heads were not checked: give --key.\n",
    stderr: "",
  });
});

test("what is no export, no head and no key is refused with what would be right", async () => {
  const { checkpoint, verifierKey } = await headOf(team);
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const good = file("good.json", JSON.stringify(await exported()));
  const head = file("head", checkpoint);
  const told = (text: string) => JSON.stringify({ at: "2026-11-22T12:00:00.000Z", checkpoint: text });
  const both = file("both", `${told(checkpoint)}\n${told((await headOf(other)).checkpoint)}\n`);
  const cases: [string[], string][] = [
    [[join(folder, "none")], "cannot be read (ENOENT)"],
    [[file("text", "not JSON")], "is no export of the audit log as GET /v1/audit.json answers it"],
    [[file("list", '[{"id": 1}]')], "is no export of the audit log"],
    [[good, "--head", file("no-head", "hello\n")], "is no checkpoint as GET /v1/audit/head answers it"],
    [[good, "--head", file("no-line", `${told(checkpoint)}\n{"a`)], "line 2, is no checkpoint"],
    [[good, "--head", head, "--key", "x"], "--key is no verifierKey"],
    [
      [good, "--head", file("forged", checkpoint.replace(/\n\d+\n/, "\n1\n")), "--key", verifierKey],
      "is not signed by",
    ],
    [[good, "--head", both], "say with --log of which the export is"],
    [[good, "--head", head, "--log", "x"], "There is no head of the log x"],
  ];
  for (const [args, reason] of cases) {
    const { code, stdout, stderr } = await runCli(["audit", "verify", ...args]);
    expect([code, stdout], args.join(" ")).toEqual([6, ""]);
    expect(stderr).toContain(reason);
  }
  const { origin } = await headOf(team);
  const json = await runCli(["audit", "verify", good, "--head", both, "--log", origin, "--json"]);
  expect(JSON.parse(json.stdout)).toEqual({
    holds: true,
    events: expect.any(Number),
    heads: 1,
    findings: [],
  });
  expect((await runCli(["audit", "verify", good])).stdout).toContain("Without a remembered head");
});
