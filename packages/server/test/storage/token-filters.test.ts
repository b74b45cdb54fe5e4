import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Token } from "../../src/core/token.ts";
import { statusOf, TOKEN_STATUSES } from "../../src/core/token.ts";
import { gatherTokens } from "../../src/storage/gather-tokens.ts";
import { inChange } from "../../src/storage/change.ts";
import type { Page } from "../../src/storage/page.ts";
import type { Span, TokenFilter } from "../../src/storage/token-filter.ts";
import { countTokens, listTokens, summarizeTokens } from "../../src/storage/token-lists.ts";
import { deleteToken, insertVersion } from "../../src/storage/tokens.ts";
import { databases } from "./databases.ts";
import type { Owned, Store } from "./store.ts";
import { addTenant, addTokens, digestOf, NOON, openStore, tokenFor } from "./store.ts";

const SCOPE_SETS = [
  ["*"],
  ["orders:read"],
  ["orders:read", "orders:write"],
  ["orders:read:eu/*"],
  ["Orders"],
];

/** Tokens of a person and a machine in every state, around the instants that filters tell apart. */
function variousTokens(owner: Owned): Token[] {
  const expiries = [null, NOON - 1, NOON, NOON + 1, NOON + DAY_MS, NOON + DAY_MS + 1, NOON + 14 * DAY_MS];
  return Array.from({ length: 84 }, (_, n) =>
    tokenFor(owner, {
      name: `token ${n}`,
      holder: n % 3 ? owner.person : owner.machine,
      createdAtMs: NOON - (n % 5),
      expiresAtMs: expiries[n % expiries.length] ?? null,
      lastUsedAtMs: n % 4 ? NOON - (n % 6) : null,
      revokedAtMs: n % 8 === 0 ? NOON - 2 : null,
      scopes: SCOPE_SETS[n % SCOPE_SETS.length] ?? [],
    }),
  );
}

type Asked = Omit<TokenFilter, "nowMs">;

/** The filters told once more, over the records themselves. */
const DESCRIBED: { [K in keyof Asked]: (token: Token, wanted: NonNullable<Asked[K]>) => boolean } = {
  status: (token, status) => statusOf(token, NOON) === status,
  scope: ({ scopes }, scope) => scopes.includes(scope),
  holder: ({ holder }, { id, type }) => holder.id === id && holder.type === type,
  holderId: ({ holder }, id) => holder.id === id,
  kind: (token, kind) => token.kind === kind,
  expiresWithinDays: (token, days) => statusOf(token, NOON) === "active" && endsWithin(token, days),
  expires: ({ expiresAtMs }, span) => isIn(span, expiresAtMs),
  created: ({ createdAtMs }, span) => isIn(span, createdAtMs),
  lastUsed: ({ lastUsedAtMs }, span) => isIn(span, lastUsedAtMs),
};

function isAskedFor(token: Token, asked: Asked): boolean {
  const describing = Object.entries(DESCRIBED) as [keyof Asked, (token: Token, wanted: unknown) => boolean][];
  return describing.every(([name, holds]) => asked[name] === undefined || holds(token, asked[name]));
}

function endsWithin({ expiresAtMs }: Token, days: number): boolean {
  return expiresAtMs !== null && expiresAtMs <= NOON + days * DAY_MS;
}

function isIn({ fromMs, beforeMs }: Span, time: number | null): boolean {
  return time !== null && time >= (fromMs ?? 0) && time < (beforeMs ?? Infinity);
}

const SPANS: Span[] = [
  { fromMs: NOON },
  { beforeMs: NOON },
  { fromMs: NOON - 3, beforeMs: NOON - 1 },
  { fromMs: NOON + 1, beforeMs: NOON + DAY_MS },
  { fromMs: NOON + 2, beforeMs: NOON + 1 },
];

const FILTERS: Asked[] = [
  {},
  ...SPANS.flatMap((span) => [{ expires: span }, { created: span }, { lastUsed: span }]),
  ...[1, 2, 14, 3650].map((expiresWithinDays) => ({ expiresWithinDays })),
  ...TOKEN_STATUSES.map((status) => ({ status, expiresWithinDays: 14 })),
  ...["*", "orders:read", "orders:read:eu/*", "ORDERS:READ", "orders", "Orders"].map((scope) => ({ scope })),
  { status: "active", scope: "orders:read", created: { fromMs: NOON - 3 }, kind: "service" },
  { status: "revoked", lastUsed: { beforeMs: NOON }, expires: { fromMs: NOON } },
];

describe.each(databases)("filters of tokens in $name", ({ create }) => {
  let store: Store;
  let tokens: Token[];
  beforeAll(async () => {
    store = await openStore(await create());
    tokens = variousTokens(store);
    const other = await addTenant(store.db);
    await addTokens(store.db, [...tokens, ...variousTokens(other)]);
  });
  afterAll(() => store.close());

  /** What a filter finds, and how many it counts. */
  async function found(asked: Asked, owner: Owned = store): Promise<[string[], number]> {
    const filter = { ...asked, nowMs: NOON };
    const page = { limit: 1000 };
    const rows = await listTokens(owner.projectId, store.db, { filter, page, sort: "name" });
    return [
      rows.map(({ token }) => token.id).toSorted(),
      await countTokens(owner.projectId, store.db, filter),
    ];
  }

  it.each(FILTERS)("leave exactly what they describe, of whomever: %j", async (asked) => {
    const whose: Asked[] = [
      {},
      { holder: store.person },
      { holderId: store.machine.id },
      { kind: "personal" },
    ];
    for (const holders of whose) {
      const all = { ...asked, ...holders };
      const expected = tokens.filter((token) => isAskedFor(token, all)).map(({ id }) => id);
      expect(await found(all), JSON.stringify(holders)).toEqual([expected.toSorted(), expected.length]);
    }
  });

  it("find the same page by gathering as by following the order, and gather no more than a few", async () => {
    const sorts = ["createdAt", "expiresAt", "lastUsedAt", "name"] as const;
    const orders = sorts.flatMap((sort) => [true, false].map((descending) => ({ sort, descending })));
    for (const asked of FILTERS) {
      const filter = { ...asked, nowMs: NOON };
      const total = await countTokens(store.projectId, store.db, filter);
      for (const { sort, descending } of orders) {
        let after: Page["after"];
        for (let page = 0; page < 3; page++) {
          const list = { filter, sort, page: { limit: 5, descending, after } };
          const rows = await listTokens(store.projectId, store.db, list);
          const few = Math.max(total, 1);
          expect(await gatherTokens(store.projectId, store.db, { ...list, few })).toEqual({ rows, total });
          const last = rows.at(-1);
          after = last && [last.sortKey, last.token.id];
        }
      }
      const tooMany = { filter, sort: "name", page: { limit: 5 }, few: total - 1 } as const;
      const gathered = total > 0 && (await gatherTokens(store.projectId, store.db, tooMany));
      expect(gathered === false || gathered === undefined).toBe(true);
    }
  });

  it("find a token by the digest of any value it ever had, and of none it never had", async () => {
    const owner = await addTenant(store.db);
    const token = tokenFor(owner);
    const [second, third] = [digestOf({ id: "second" }), digestOf({ id: "third" })];
    await addTokens(store.db, [token, tokenFor(owner)]);
    for (const [n, digest] of [second, third].entries()) {
      const rotated = { token: { ...token, version: n + 1 }, digest, hint: "thp_new_…" };
      await inChange(store.db, (trx) =>
        insertVersion(owner.projectId, trx, { ...rotated, atMs: NOON, overlapEndsAtMs: NOON }),
      );
    }
    for (const digest of [digestOf(token), second, third]) {
      expect(await found({ digest: hexOf(digest) }, owner)).toEqual([[token.id], 1]);
      expect(await found({ digest: hexOf(digest), holder: owner.machine }, owner)).toEqual([[], 0]);
      expect(await found({ digest: hexOf(digest), status: "revoked" }, owner)).toEqual([[], 0]);
      expect(await found({ digest: hexOf(digest) })).toEqual([[], 0]);
    }
    expect(await found({ digest: hexOf(digestOf({ id: "never" })) }, owner)).toEqual([[], 0]);
    await inChange(store.db, (trx) => deleteToken(owner.projectId, trx, token.id));
    expect(await found({ digest: hexOf(second) }, owner)).toEqual([[], 0]);
  });

  it("summed up, give every state its number, also where there is nothing", async () => {
    const summed = (asked: Asked) =>
      summarizeTokens(store.projectId, store.db, { filter: { ...asked, nowMs: NOON }, soonDays: 14 });
    const whose: Asked[] = [
      {},
      { holder: store.person },
      { holderId: store.machine.id },
      { kind: "service" },
    ];
    for (const holders of whose) {
      const held = tokens.filter((token) => isAskedFor(token, holders));
      const count = (asked: Asked) => held.filter((token) => isAskedFor(token, asked)).length;
      expect(await summed(holders)).toEqual({
        active: count({ status: "active" }),
        expiringSoon: count({ expiresWithinDays: 14 }),
        revoked: count({ status: "revoked" }),
        expired: count({ status: "expired" }),
      });
    }
    const nothing = { active: 0, expiringSoon: 0, revoked: 0, expired: 0 };
    expect(await summed({ holderId: "nobody" })).toEqual(nothing);
  });
});

function hexOf(digest: Uint8Array): string {
  return Buffer.from(digest).toString("hex");
}
