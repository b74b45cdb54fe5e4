import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Installation, Minted } from "../fixture.ts";
import { addServiceAccount, mint, NOON } from "../fixture.ts";
import { readCsv } from "../read-csv.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

/** A token as the wire has it, as far as these tests look into it. */
interface Listed {
  id: string;
  name: string;
  kind: string;
  status: string;
  hint: string;
  description: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  holder: { id: string; name: string; email: string | null };
}

type Query = Record<string, string>;

let team: Installation & Team;
let other: Team;
let runner: string;

/** Two dozen tokens of three people and a service account, in every state, half of them used. */
beforeAll(async () => {
  team = await startTeam({ everyoneMayGenerate: true });
  other = await addTeam(team, "other");
  runner = await addServiceAccount(team, team.owner.session, { name: "Pipeline Runner", role: "admin" });
  await mint(team, other.owner.session, { name: "not ours" });
  for (let n = 0; n < 24; n++) {
    team.clock.nowMs = NOON + Math.floor(n / 2);
    const { value, id } = await mintNumber(n);
    if (n % 2) await team.call("getMe", { bearer: value });
    if (n % 5 === 0) await team.call("revokeToken", team.owner.session, { id });
  }
  team.clock.nowMs = NOON + DAY_MS + 60;
});
afterAll(() => team.stop());

function mintNumber(n: number): Promise<Minted> {
  const body = { name: `${n % 3 ? "deploy" : "Build_"} ${n}`, lifetimeDays: [1, 30, 90][n % 3] ?? 1 };
  const session = [team.owner, team.admin, team.member][n % 4]?.session;
  return session
    ? mint(team, session, body)
    : mint(team, team.owner.session, { ...body, serviceAccount: runner });
}

async function list(query: Query = {}) {
  return (await team.call("listProjectTokens", team.admin.session, { query: { limit: "100", ...query } }))
    .body;
}

async function everything(): Promise<Listed[]> {
  return (await list()).items;
}

test("owner and administrators see every token of the project with its holder, and none of another project (C-28)", async () => {
  const { items, total } = await list();
  expect([items.length, total]).toEqual([24, 24]);
  const holders = new Set(items.map(({ holder }: Listed) => holder.id));
  expect(holders).toEqual(new Set([team.owner.id, team.admin.id, team.member.id, runner]));
  const asOwner = await team.call("listProjectTokens", team.owner.session, { query: { limit: "100" } });
  expect(asOwner.body.items).toEqual(items);
  expect((await team.call("listProjectTokens", team.member.session)).body.code).toBe("forbidden");
});

test("filters leave exactly the tokens that they describe, alone and together", async () => {
  const all = await everything();
  const holders = ["", team.member.id, runner, other.owner.id, randomUUID()];
  for (const holder of holders) {
    for (const kind of ["", "personal", "service"]) {
      for (const status of ["", "active", "expired", "revoked"]) {
        const asked = { holder, kind, status };
        const query = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ""));
        const expected = all.filter(
          (token) =>
            (holder === "" || token.holder.id === holder) &&
            (kind === "" || token.kind === kind) &&
            (status === "" || token.status === status),
        );
        const found = await list(query);
        expect([found.items, found.total], JSON.stringify(query)).toEqual([expected, expected.length]);
      }
    }
  }
  const statuses = new Set(all.map(({ status }) => status));
  expect(statuses).toEqual(new Set(["active", "expired", "revoked"]));
});

test("a search looks at name, description, hint, id and at the holder's name, address and handle", async () => {
  const all = await everything();
  const searched = async (search: string): Promise<Listed[]> => (await list({ search })).items;
  const [first] = all;
  expect((await searched(first?.id ?? "")).map(({ id }) => id)).toEqual([first?.id]);
  expect((await searched(first?.hint ?? "")).map(({ id }) => id)).toEqual([first?.id]);
  expect(await searched("BUILD_ ")).toEqual(all.filter(({ name }) => name.startsWith("Build_")));
  expect(await searched("member@main")).toEqual(all.filter(({ holder }) => holder.id === team.member.id));
  for (const part of ["pipeline r", "pipeline_runner@"]) {
    expect(await searched(part), part).toEqual(all.filter(({ holder }) => holder.id === runner));
  }
  expect(await searched("%")).toEqual([]);
  expect(await searched("other.example")).toEqual([]);
});

const KEYS: Record<string, (token: Listed) => string> = {
  createdAt: ({ createdAt }) => createdAt,
  expiresAt: ({ expiresAt }) => expiresAt ?? "never",
  lastUsedAt: ({ lastUsedAt }) => lastUsedAt ?? "",
  name: ({ name }) => name.toLowerCase(),
};
const SORTS = Object.keys(KEYS).flatMap((sort) => [sort, `-${sort}`]);

test.each(SORTS)("pages sorted by %s show every token once and in order", async (sort) => {
  const seen = await walk(sort);
  const keys = seen.map((token) => KEYS[sort.replace("-", "")]?.(token) ?? "");
  const ordered = keys.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  expect(keys).toEqual(sort.startsWith("-") ? ordered.toReversed() : ordered);
  expect(seen.map(({ id }) => id).toSorted()).toEqual((await everything()).map(({ id }) => id).toSorted());
});

test.each(SORTS)(
  "pages sorted by %s neither skip nor repeat while tokens come, change and go",
  async (sort) => {
    const before = await everything();
    const leaving = await Promise.all(
      [1, 2, 3].map((n) => mint(team, team.owner.session, { name: `${sort} ${n}` })),
    );
    const seen = await walk(sort, async (page) => {
      const gone = leaving[page];
      if (gone) await team.call("deleteToken", team.owner.session, { id: gone.id });
      const { id } = await mint(team, team.owner.session, { name: `${sort} arrives ${page}` });
      await team.call("revokeToken", team.owner.session, { id });
      leaving.push({ id, value: "" });
    });
    const ids = seen.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(before.filter(({ id }) => !ids.includes(id))).toEqual([]);
    for (const { id } of leaving) await team.call("deleteToken", team.owner.session, { id });
  },
);

/** Every page of five, following the cursors; something may happen after each of the first pages. */
async function walk(sort: string, between: (page: number) => Promise<void> = () => Promise.resolve()) {
  const seen: Listed[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null; page++) {
    const { items, nextCursor } = await list({ sort, limit: "5", ...(cursor && { cursor }) });
    seen.push(...items);
    cursor = nextCursor;
    if (page < 6) await between(page);
  }
  return seen;
}

test("a cursor belongs to its filters, its sort and its project", async () => {
  const { nextCursor: cursor } = await list({ limit: "5", sort: "name" });
  const refused = [
    await list({ cursor, sort: "-name" }),
    await list({ cursor, sort: "name", kind: "personal" }),
    (await team.call("listProjectTokens", other.owner.session, { query: { cursor, sort: "name" } })).body,
  ];
  for (const body of refused)
    expect(body).toMatchObject({ code: "invalid_request", errors: [{ path: "cursor" }] });
});

test("the exports hold what the list holds, with the same filters and in the same order", async () => {
  for (const query of [
    {},
    { status: "active", sort: "name" },
    { kind: "service" },
    { search: "deploy 1" },
  ] as Query[]) {
    const { items } = await list(query);
    const asJson = await team.call("exportProjectTokensJson", team.admin.session, { query });
    expect(asJson.body).toEqual(items);
    const asCsv = await team.call("exportProjectTokensCsv", team.admin.session, { query });
    expect(asCsv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(asCsv.headers.get("content-disposition")).toBe('attachment; filename="project-tokens.csv"');
    const [columns = [], ...rows] = readCsv(asCsv.text);
    const read = rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]])));
    expect(read).toEqual(items.map(csvRowOf));
  }
});

// oxlint-disable-next-line typescript/no-explicit-any -- the record as it came in, told cell by cell
function csvRowOf({ version: _, overlapEndsAt: __, ...token }: any) {
  const { holder, createdBy, scopes, ipAllowList, rateLimit, ...plain } = token;
  return {
    ...Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, value ?? ""])),
    holder: holder.name,
    holderEmail: holder.email ?? "",
    createdBy: createdBy.name,
    scopes: scopes.join(" "),
    ipAllowList: ipAllowList.join(" "),
    rateLimit: rateLimit ? `${rateLimit.requests}/${rateLimit.windowSeconds}s` : "",
  };
}

test("a cell that a spreadsheet would calculate is exported as text (B-43)", async () => {
  const name = '=HYPERLINK("http://evil.example","click")';
  const description = '@SUM(1)\r\n=2, and "quotes"';
  const { id } = await mint(team, team.owner.session, { name, description });
  const { text } = await team.call("exportProjectTokensCsv", team.owner.session, { query: { search: id } });
  const [columns = [], row = []] = readCsv(text);
  expect([row[columns.indexOf("name")], row[columns.indexOf("description")]]).toEqual([
    `'${name}`,
    `'${description}`,
  ]);
  await team.call("deleteToken", team.owner.session, { id });
});
