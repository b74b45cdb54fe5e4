import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Token } from "../../src/core/token.ts";
import { statusOf, TOKEN_STATUSES } from "../../src/core/token.ts";
import { inChange } from "../../src/storage/change.ts";
import type { Page } from "../../src/storage/page.ts";
import type { TokenFilter } from "../../src/storage/token-filter.ts";
import type { TokenSort } from "../../src/storage/token-keys.ts";
import { countTokens, listTokens } from "../../src/storage/token-lists.ts";
import { deleteToken } from "../../src/storage/tokens.ts";
import { databases } from "./databases.ts";
import type { Owned, Store } from "./store.ts";
import { addTenant, addTokens, NOON, openStore, tokenFor } from "./store.ts";

const SORTS = ["createdAt", "expiresAt", "lastUsedAt", "name"] as const;
const ORDERS = SORTS.flatMap((sort) => [true, false].map((descending) => ({ sort, descending })));

/** Sixty tokens over few values, so that every sort key is shared by many and every state occurs. */
function manyTokens(owner: Owned): Token[] {
  return Array.from({ length: 60 }, (_, n) =>
    tokenFor(owner, {
      name: `${"aAbB"[n % 4]}${Math.floor(n / 4)}`,
      createdAtMs: NOON + (n % 3),
      expiresAtMs: [null, NOON - 1, NOON, NOON + 1][n % 4] ?? null,
      lastUsedAtMs: [null, NOON, NOON + 2][n % 3] ?? null,
      revokedAtMs: n % 5 === 0 ? NOON - 2 : null,
    }),
  );
}

type Asked = Partial<Page> & { sort?: TokenSort };

describe.each(databases)("lists of tokens in $name", ({ create }) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(await create());
  });
  afterAll(() => store.close());

  const list = (owner: Owned, filter: Partial<TokenFilter>, { sort = "createdAt", ...page }: Asked = {}) =>
    listTokens(owner.projectId, store.db, {
      filter: { holder: owner.person, nowMs: NOON, ...filter },
      page: { descending: false, limit: 100, ...page },
      sort,
    });

  /** Every page of a list, following the keys; `between` runs after each page. */
  async function walk(
    owner: Owned,
    order: Pick<Asked, "sort" | "descending">,
    between: (page: number) => Promise<void> = () => Promise.resolve(),
  ): Promise<Token[]> {
    const seen: Token[] = [];
    let after: Page["after"];
    for (let page = 0; ; page++) {
      const rows = await list(owner, {}, { ...order, after, limit: 7 });
      seen.push(...rows.map(({ token }) => token));
      const last = rows.at(-1);
      if (!last) return seen;
      after = [last.sortKey, last.token.id];
      await between(page);
    }
  }

  async function searched(owner: Owned, search: string): Promise<string[]> {
    const rows = await list(owner, { search });
    const count = await countTokens(owner.projectId, store.db, { holder: owner.person, search, nowMs: NOON });
    expect(count).toBe(rows.length);
    return rows.map(({ token }) => token.name).toSorted();
  }

  it.each(ORDERS)("by $sort, descending: $descending, visit every token once and in order", async (order) => {
    const owner = await addTenant(store.db);
    const tokens = manyTokens(owner);
    await addTokens(store.db, tokens);
    const seen = await walk(owner, order);
    expect(seen.toSorted(byId)).toEqual(tokens.toSorted(byId));
    const keys = seen.map((token) => keyOf(token, order.sort));
    const sorted = keys.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
    expect(keys).toEqual(order.descending ? sorted.toReversed() : sorted);
  });

  it.each(ORDERS)(
    "by $sort, descending: $descending, skip and repeat nothing while others come and go",
    async (order) => {
      const owner = await addTenant(store.db);
      const tokens = manyTokens(owner);
      await addTokens(store.db, tokens);
      const removed = new Set(tokens.filter((_, n) => n % 6 === 1).map(({ id }) => id));
      const leaving = [...removed];
      const seen = await walk(owner, order, async (page) => {
        const id = leaving[page];
        if (id !== undefined) await inChange(store.db, (trx) => deleteToken(owner.projectId, trx, id));
        if (page < 8)
          await addTokens(store.db, [tokenFor(owner, { name: `c${page}`, createdAtMs: NOON + 1 })]);
      });
      const ids = seen.map(({ id }) => id);
      const stayed = tokens.filter(({ id }) => !removed.has(id)).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(stayed.filter((id) => !ids.includes(id))).toEqual([]);
    },
  );

  it("put what never expires last among what does, and what was never used before what was", async () => {
    const owner = await addTenant(store.db);
    await addTokens(store.db, [
      tokenFor(owner, { name: "never" }),
      tokenFor(owner, { name: "far", expiresAtMs: Date.parse("2199-01-01T00:00:00Z"), lastUsedAtMs: 1 }),
      tokenFor(owner, { name: "near", expiresAtMs: NOON + 1, lastUsedAtMs: NOON }),
    ]);
    const names = async (page: Asked) => (await list(owner, {}, page)).map(({ token }) => token.name);
    expect(await names({ sort: "expiresAt" })).toEqual(["near", "far", "never"]);
    expect(await names({ sort: "expiresAt", descending: true })).toEqual(["never", "far", "near"]);
    expect(await names({ sort: "lastUsedAt" })).toEqual(["never", "far", "near"]);
    expect(await names({ sort: "lastUsedAt", descending: true })).toEqual(["near", "far", "never"]);
  });

  it.each(TOKEN_STATUSES)(
    "of the %s ones hold those alone, also at the instant of an expiry",
    async (status) => {
      const owner = await addTenant(store.db);
      const tokens = manyTokens(owner);
      await addTokens(store.db, tokens);
      for (const nowMs of [NOON - 1, NOON, NOON + 1]) {
        const expected = tokens.filter((token) => statusOf(token, nowMs) === status);
        const rows = await list(owner, { status, nowMs });
        expect(rows.map(({ token }) => token).toSorted(byId)).toEqual(expected.toSorted(byId));
        const filter = { holder: owner.person, status, nowMs };
        expect(await countTokens(owner.projectId, store.db, filter)).toBe(expected.length);
      }
    },
  );

  it("are searched without regard to case, in every alphabet", async () => {
    const owner = await addTenant(store.db);
    const named = ["Ärger", "ärmel", "ЖУК", "Deploy", "ΣΊΣΥΦΟΣ"].map((name) => tokenFor(owner, { name }));
    await addTokens(store.db, named);
    expect(await searched(owner, "ÄR")).toEqual(["Ärger", "ärmel"]);
    expect(await searched(owner, "жУ")).toEqual(["ЖУК"]);
    expect(await searched(owner, "dEPLOY")).toEqual(["Deploy"]);
    expect(await searched(owner, "σίσ")).toEqual(["ΣΊΣΥΦΟΣ"]);
  });

  it.each([
    ["%", ["100%", "a%b"]],
    ["_", ["a_b"]],
    ["a_b", ["a_b"]],
    ["a%b", ["a%b"]],
    ["\\", ["a\\b"]],
    ["\\%", []],
    ["'; drop table tokens; --", []],
    ["", ["100%", "a%b", "a\\b", "a_b", "axb"]],
  ])("take %j in a search for itself", async (search, expected) => {
    const owner = await addTenant(store.db);
    const hint = "thp";
    const names = ["100%", "a%b", "a_b", "a\\b", "axb"];
    await addTokens(
      store.db,
      names.map((name) => tokenFor(owner, { name, hint })),
    );
    expect(await searched(owner, search)).toEqual(expected);
  });

  it("are searched by name, description, id and hint", async () => {
    const owner = await addTenant(store.db);
    const token = tokenFor(owner, {
      name: "needle",
      description: "Nightly import",
      hint: "thp_4fQ0kZ8mW2xC_…",
    });
    await addTokens(store.db, [token, tokenFor(owner, { name: "hay" })]);
    const hits = await Promise.all(
      ["need", "night", token.id, token.id.slice(4, 12), "THP_4FQ0KZ8MW2XC"].map((text) =>
        searched(owner, text),
      ),
    );
    expect(hits).toEqual(Array.from({ length: 5 }, () => ["needle"]));
  });

  it("hold nobody else's tokens", async () => {
    const owner = await addTenant(store.db);
    const other = await addTenant(store.db);
    await addTokens(store.db, [
      tokenFor(owner, { name: "mine" }),
      tokenFor(owner, { name: "the machine's", kind: "service", holder: owner.machine }),
      tokenFor(other, { name: "theirs" }),
    ]);
    expect(await searched(owner, "")).toEqual(["mine"]);
    expect((await list(owner, { holder: owner.machine })).map(({ token }) => token.name)).toEqual([
      "the machine's",
    ]);
    expect(await list(owner, { holder: { ...owner.person, type: "serviceAccount" } })).toEqual([]);
    expect(await list({ ...owner, projectId: other.projectId }, {})).toEqual([]);
  });
});

function byId(a: Token, b: Token): number {
  return a.id < b.id ? -1 : 1;
}

function keyOf(token: Token, sort: TokenSort): string | number {
  if (sort === "expiresAt") return token.expiresAtMs ?? Infinity;
  if (sort === "lastUsedAt") return token.lastUsedAtMs ?? -Infinity;
  return sort === "name" ? token.name.toLowerCase() : token.createdAtMs;
}
