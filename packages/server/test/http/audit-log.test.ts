import { afterAll, beforeAll, expect, test } from "vitest";
import type { Credentials, Installation } from "../fixture.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import { readCsv } from "../read-csv.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

let team: Installation & Team;
let other: Team;

/** More rows than a page holds, of several kinds and people. */
beforeAll(async () => {
  team = await startTeam();
  other = await addTeam(team, "other");
  await addServiceAccount(team, team.owner.session, { name: "machine", role: "member" });
  for (let n = 0; n < 25; n++) await mint(team, n % 2 === 0 ? team.owner.session : team.admin.session);
});
afterAll(() => team.stop());

const read = async (query: Record<string, string> = {}, credentials: Credentials = team.owner.session) =>
  (await team.call("exportAuditJson", credentials, { query })).body;

test("filters by actor, event, token and time leave exactly the rows that they describe, alone and together", async () => {
  team.clock.nowMs = NOON + 60_000;
  const { id } = await mint(team, team.admin.session);
  team.clock.nowMs = NOON + 120_000;
  await team.call("revokeToken", team.owner.session, { id });
  const all = await read();
  const at = "2026-11-22T12:01:00.000Z";
  type Row = (typeof all)[number];
  const cases: [Record<string, string>, (row: Row) => boolean][] = [
    [{ actor: team.admin.id }, (row) => row.actor.id === team.admin.id],
    [{ event: "token.created" }, (row) => row.event === "token.created"],
    [{ event: "token" }, (row) => row.event.startsWith("token.")],
    [{ event: "service_account" }, (row) => row.event.startsWith("service_account.")],
    [{ event: "tok" }, () => false],
    [{ tokenId: id }, (row) => row.tokenId === id],
    [{ after: at }, (row) => row.at >= at],
    [{ before: at }, (row) => row.at < at],
    [{ after: "2026-11-22T13:01:00+01:00", before: "2026-11-22T12:02:00Z" }, (row) => row.at === at],
    [
      { tokenId: id, actor: team.owner.id, event: "token" },
      (row) => row.event === "token.revoked" && row.tokenId === id,
    ],
  ];
  for (const [query, isWanted] of cases) {
    const expected = all.filter(isWanted);
    expect(expected.length > 0, JSON.stringify(query)).toBe(query["event"] !== "tok");
    expect(await read(query), JSON.stringify(query)).toEqual(expected);
    const { body } = await team.call("listAuditEvents", team.owner.session, {
      query: { ...query, limit: "100" },
    });
    expect([body.items, body.total]).toEqual([expected.slice(0, 100), expected.length]);
  }
  for (const query of [{ after: "yesterday" }, { actor: "x" }, { event: "Token.*" }, { tokenId: "x" }]) {
    const refused = await team.call("listAuditEvents", team.owner.session, { query });
    expect(refused.body.errors).toMatchObject([{ path: Object.keys(query)[0] }]);
  }
});

test("pages show every row once, newest first, while new ones arrive", async () => {
  const before = await read();
  const seen: { id: number }[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: Record<string, string> = { limit: "20", ...(cursor && { cursor }) };
    const { items, nextCursor } = (await team.call("listAuditEvents", team.owner.session, { query })).body;
    seen.push(...items);
    cursor = nextCursor;
    await mint(team, team.owner.session);
  }
  expect(seen).toEqual(before);
});

test("the export as CSV holds what the list holds", async () => {
  const all = await read();
  const { text } = await team.call("exportAuditCsv", team.owner.session);
  const [columns = [], ...rows] = readCsv(text);
  const cell = (row: string[], name: string) => row[columns.indexOf(name)];
  expect(
    rows.map((row) => ["id", "at", "event", "actorId", "detail"].map((name) => cell(row, name))),
  ).toEqual(
    all.map(({ id, at, event, actor, detail }: (typeof all)[number]) => [
      String(id),
      at,
      event,
      actor.id ?? "",
      JSON.stringify(detail),
    ]),
  );
});

test("the log of a project holds nothing of another", async () => {
  const { id } = await mint(team, other.owner.session, { name: "theirs" });
  const [ours, theirs] = [await read(), await read({}, other.owner.session)];
  expect(JSON.stringify(ours)).not.toContain(id);
  expect(JSON.stringify(theirs)).toContain(id);
  const ids = new Set(ours.map((row: { id: number }) => row.id));
  expect(theirs.filter((row: { id: number }) => ids.has(row.id))).toEqual([]);
});
