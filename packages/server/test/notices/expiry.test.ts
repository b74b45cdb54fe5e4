import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expiryMail } from "../../src/core/expiry-notice.ts";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Mail } from "../../src/core/mail.ts";
import { tellOfExpiry } from "../../src/jobs/tell-of-expiry.ts";
import type { Installation, Minted } from "../fixture.ts";
import { addMember, addServiceAccount, mint, NOON, signIn } from "../fixture.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

/* People learn in time that a token of theirs ends: once at each of four times, and nobody else learns it. */

const URL = "https://tokens.example.com";
const HOUR_MS = DAY_MS / 24;

let team: Installation & Team;
let other: Team;
let account: string;

beforeAll(async () => {
  team = await startTeam({ everyoneMayGenerate: true, maxLifetimeDays: -1 });
  other = await addTeam(team, "other");
  account = await addServiceAccount(team, team.owner.session, { name: "pipeline", role: "member" });
});
afterAll(() => team.stop());
beforeEach(() => {
  team.clock.nowMs = NOON;
});
afterEach(async () => {
  for (const table of ["tokens", "deliveries", "expiry_notices"] as const)
    await team.service.db.deleteFrom(table).execute();
});

/** Looks what is to be told so many days after noon, and answers the mails that came of it, by who gets them. */
async function toldAfter(days: number, { mails = true } = {}): Promise<[to: string, Mail][]> {
  const { db } = team.service;
  await db.deleteFrom("deliveries").execute();
  const job = tellOfExpiry({ url: () => URL, mails });
  await job.work(db, { nowMs: NOON + days * DAY_MS, signal: new AbortController().signal });
  const rows = await db.selectFrom("deliveries").selectAll().execute();
  const letters = rows.map(({ content }): Mail => JSON.parse(content));
  return letters
    .map((mail): [string, Mail] => [mail.to.address, mail])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const subjectsAfter = async (days: number) =>
  (await toldAfter(days)).map(([, { subject }]) => subject.replace(/.*(?:”|tokens) /, ""));

const recipientsAfter = async (days: number) => (await toldAfter(days)).map(([to]) => to);

const mine = (body: Record<string, unknown> = {}) => mint(team, team.member.session, body);
const ofAccount = (who: "owner" | "admin" = "owner", lifetimeDays = 20) =>
  mint(team, team[who].session, { serviceAccount: account, lifetimeDays });

test("the holder is told 30, 7 and 1 days before the end and at the end, once each", async () => {
  await mine({ lifetimeDays: 60 });
  const said: [number, string][] = [];
  for (let hour = 0; hour <= 70 * 24; hour += 6) {
    const days = hour / 24;
    for (const subject of await subjectsAfter(days)) said.push([days, subject]);
    expect(await toldAfter(days)).toEqual([]);
  }
  expect(said).toEqual([
    [30, "expires in 30 days"],
    [53, "expires in 7 days"],
    [59, "expires within a day"],
    [60, "has expired"],
  ]);
});

test.each([
  [1, ["0"]],
  [2, ["1", "0"]],
  [7, ["1", "0"]],
  [8, ["7", "1", "0"]],
  [30, ["7", "1", "0"]],
  [31, ["30", "7", "1", "0"]],
])("of a token for %i days only what was not past from the beginning: %j", async (lifetimeDays, told) => {
  await mine({ lifetimeDays });
  for (let hour = 0; hour <= (lifetimeDays + 1) * 24; hour += 1) await toldAfter(hour / 24);
  const notices = await team.service.db.selectFrom("expiry_notices").selectAll().execute();
  expect(notices.map(({ days }) => String(days)).toSorted((a, b) => Number(b) - Number(a))).toEqual(told);
});

test.each([
  [29.999, []],
  [30, ["expires in 30 days"]],
  [52.999, ["expires in 8 days"]],
  [53, ["expires in 7 days"]],
  [56, ["expires in 4 days"]],
  [58.999, ["expires in 2 days"]],
  [59, ["expires within a day"]],
  [60, ["has expired"]],
  [60.999, ["has expired"]],
  [61, []],
])("after an outage until day %f only the most urgent is said: %j", async (days, said) => {
  await mine({ lifetimeDays: 60 });
  expect(await subjectsAfter(days)).toEqual(said);
  expect(await subjectsAfter(days)).toEqual([]);
});

test("of one that never ends nothing is said", async () => {
  await mine({ lifetimeDays: -1 });
  expect(await toldAfter(36_000)).toEqual([]);
});

describe("nobody is told of what nobody can use", () => {
  const change = (operation: "changeMember" | "changeSettings", body: object, id = "") =>
    team.call(operation, team.owner.session, { id, body });

  test("as a token that is revoked, until it is restored", async () => {
    const { id } = await mine();
    await team.call("revokeToken", team.member.session, { id });
    expect(await recipientsAfter(25)).toEqual([]);
    await team.call("restoreToken", team.member.session, { id });
    expect(await recipientsAfter(25)).toEqual([team.member.email]);
  });

  test("as a token that is deleted", async () => {
    const { id } = await mine();
    await team.call("deleteToken", team.member.session, { id });
    expect(await recipientsAfter(25)).toEqual([]);
  });

  test("as one of somebody who is deactivated, or may use none, until they may", async () => {
    await mine();
    for (const taken of [{ active: false }, { tokenAccess: "deny" }]) {
      await change("changeMember", taken, team.member.id);
      expect(await recipientsAfter(25)).toEqual([]);
      await change("changeMember", { active: true, tokenAccess: "inherit" }, team.member.id);
    }
    expect(await recipientsAfter(25)).toEqual([team.member.email]);
    team.member.session = await signIn(team, team.member);
  });

  test("as those of a project that is switched off, or closed", async () => {
    await mine();
    await change("changeSettings", { tokensEnabled: false });
    expect(await recipientsAfter(25)).toEqual([]);
    await change("changeSettings", { tokensEnabled: true });
    const { db } = team.service;
    await db.updateTable("projects").set({ closed_at: NOON }).where("id", "=", team.projectId).execute();
    expect(await recipientsAfter(25)).toEqual([]);
    await db.updateTable("projects").set({ closed_at: null }).where("id", "=", team.projectId).execute();
  });
});

describe("of a service account's token", () => {
  test("whoever made it is told", async () => {
    await ofAccount("admin");
    expect(await recipientsAfter(15)).toEqual([team.admin.email]);
  });

  test("the owners are, once whoever made it administers the project no more", async () => {
    const second = await addMember(team.service, team.projectId, {
      email: "second@main.example",
      role: "owner",
    });
    const maker = await addMember(team.service, team.projectId, {
      email: "maker@main.example",
      role: "admin",
    });
    const session = await signIn(team, maker);
    await mint(team, session, { serviceAccount: account, lifetimeDays: 20, name: "left behind" });
    await team.call("changeMember", team.owner.session, { id: maker.id, body: { role: "member" } });
    expect(await recipientsAfter(15)).toEqual([team.owner.email, second.email]);
    await team.call("removeMember", team.owner.session, { id: maker.id });
    expect(await recipientsAfter(19)).toEqual([team.owner.email, second.email]);
    await team.call("removeMember", team.owner.session, { id: second.id });
  });

  test("the owners are, where another service account made it", async () => {
    const admin = await addServiceAccount(team, team.owner.session, { name: "maker", role: "admin" });
    const { value } = await mint(team, team.owner.session, { serviceAccount: admin, lifetimeDays: 60 });
    await mint(team, { bearer: value }, { serviceAccount: account, lifetimeDays: 20 });
    expect(await recipientsAfter(15)).toEqual([team.owner.email]);
  });
});

describe("a mail", () => {
  test("holds all of somebody's that is to be told, in all of their projects, in the order of their ends", async () => {
    for (const [n, lifetimeDays] of [20, 10, 15].entries()) await mine({ name: `ci ${n}`, lifetimeDays });
    await ofAccount("owner", 12);
    const both = await addMember(team.service, team.projectId, { email: "both@main.example", role: "admin" });
    const { db } = team.service;
    const member = { role: "admin", token_access: "inherit", active: 1, created_at: NOON } as const;
    await db
      .insertInto("members")
      .values({ project_id: other.projectId, user_id: both.id, ...member })
      .execute();
    const session = await signIn(team, both);
    for (const project of ["main", "other"]) await mint(team, { ...session, project }, { name: project });
    const told = await toldAfter(25);
    expect(told.map(([to]) => to)).toEqual([both.email]);
    expect(told[0]?.[1].subject).toBe("2 access tokens expire soon");
    expect(await recipientsAfter(9.5)).toEqual([team.member.email, team.owner.email]);
    const again = await toldAfter(14.5);
    expect(again.map(([to, { subject }]) => [to, subject])).toEqual([
      [team.member.email, "2 access tokens expire soon"],
    ]);
    expect(again[0]?.[1].text.match(/^ci \d$/gm)).toEqual(["ci 2", "ci 0"]);
  });

  test("tells name, hint, project, end and the address of its page, and no value", async () => {
    const { id, value } = await mine({ name: "nightly", description: "of the night" });
    const [[to, mail] = ["", undefined]] = await toldAfter(23);
    expect([to, mail?.subject]).toEqual([team.member.email, "Access token “nightly” expires in 7 days"]);
    expect(mail?.text).toContain(`nightly
  Token: ${value.slice(0, 17)}…
  Project: main
  Expires: 2026-12-22 12:00 UTC, in 7 days
  ${URL}/tokens/${id}?project=main
`);
    expect(mail?.text).not.toContain(value.slice(17));
  });

  test("is none where no mail server is set up; what was to be told counts as told", async () => {
    await mine();
    expect(await toldAfter(25, { mails: false })).toEqual([]);
    expect(await toldAfter(25)).toEqual([]);
    expect(await subjectsAfter(29)).toEqual(["expires within a day"]);
  });

  test("is one line for each thing that people have named, whatever is in the name", () => {
    const mailOf = (name: string) => {
      const holder = { type: "serviceAccount", id: "id", name, email: null } as const;
      const token = { id: "id", name, hint: "thp_…", kind: "service", holder, expiresAtMs: NOON } as const;
      const to = { name, address: "ada@example.com" };
      return expiryMail([{ token, project: { name, slug: "main" } }], { to, url: URL, nowMs: NOON });
    };
    const lines = ({ text }: Mail) => text.split(/[\r\n\u2028\u2029]/).length;
    const usual = mailOf("ci");
    for (const name of [
      "a\r\nb",
      "a\nb",
      "a\rb",
      "a\u2028b",
      "a\u2029b",
      "a\u0085b",
      "\u202Ea",
      "x".repeat(255),
    ]) {
      const mail = mailOf(name);
      expect(lines(mail)).toBe(lines(usual));
      expect(mail.subject.length).toBeLessThan(100);
      expect(mail.text + mail.subject).not.toMatch(/[\p{Zl}\p{Zp}\u0085\u202E\r]/u);
    }
  });

  test("tells of fifty tokens at most, and how many there are beyond", () => {
    const token = { id: "id", name: "ci", hint: "thp_…", kind: "personal", expiresAtMs: NOON } as const;
    const holder = { type: "user", id: "id", name: "Ada", email: "ada@example.com" } as const;
    const ending = Array.from({ length: 53 }, () => ({
      token: { ...token, holder },
      project: { name: "Main", slug: "main" },
    }));
    const to = { name: "", address: "ada@example.com" };
    const { subject, text } = expiryMail(ending, { to, url: URL, nowMs: NOON });
    expect(subject).toBe("53 access tokens have expired");
    expect(text.match(/^ci$/gm)).toHaveLength(50);
    expect(text).toContain("and 3 more");
    expect(text).toMatch(/^Hello ada@example.com,/);
  });
});

test("several servers that look at the same time tell of it once", async () => {
  const minted: Minted[] = [];
  for (let n = 0; n < 8; n++) minted.push(await mine({ name: `ci ${n}` }));
  const { db } = team.service;
  const turn = { nowMs: NOON + 25 * DAY_MS, signal: new AbortController().signal };
  await Promise.all(
    Array.from({ length: 4 }, () => tellOfExpiry({ url: () => URL, mails: true }).work(db, turn)),
  );
  const mails = await db.selectFrom("deliveries").selectAll().execute();
  const told = mails.flatMap(({ content }) => [...content.matchAll(/tokens\/([\w-]+)/g)].map(([, id]) => id));
  expect(new Set(told)).toEqual(new Set(minted.map(({ id }) => id)));
  expect(told).toHaveLength(minted.length);
});

test("more tokens than are told of at once are all told of", async () => {
  const { id } = await mine();
  const { db } = team.service;
  const [row] = await db.selectFrom("tokens").selectAll().where("id", "=", id).execute();
  if (!row) throw new Error("It was just made");
  const version = await db.selectFrom("token_versions").selectAll().executeTakeFirstOrThrow();
  const copies = Array.from({ length: 450 }, (_, n) => ({ ...row, id: `${id}-${n}`, name: `copy ${n}` }));
  for (const copy of copies) {
    await db.insertInto("tokens").values(copy).execute();
    const digest = Buffer.from(copy.id);
    await db
      .insertInto("token_versions")
      .values({ ...version, token_id: copy.id, digest })
      .execute();
  }
  const told = await toldAfter(25);
  expect(told.map(([to]) => to)).toEqual([team.member.email, team.member.email, team.member.email]);
  const notices = await db.selectFrom("expiry_notices").selectAll().execute();
  expect(notices).toHaveLength(451);
  await toldAfter(25 + HOUR_MS / DAY_MS);
});
