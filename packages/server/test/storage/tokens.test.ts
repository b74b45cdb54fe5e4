import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Token } from "../../src/core/token.ts";
import { inChange } from "../../src/storage/change.ts";
import { findTokenRecord } from "../../src/storage/token-records.ts";
import type { Use } from "../../src/storage/token-uses.ts";
import { recordUses } from "../../src/storage/token-uses.ts";
import {
  clearRevoked,
  deleteToken,
  findToken,
  insertToken,
  insertVersion,
  isNameTaken,
  setRevoked,
} from "../../src/storage/tokens.ts";
import { databases } from "./databases.ts";
import type { Store } from "./store.ts";
import { addTenant, addTokens, digestOf, NOON, openStore, tokenFor } from "./store.ts";

describe.each(databases)("tokens in $name", ({ create }) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(await create());
  });
  afterAll(() => store.close());

  async function add(differences: Partial<Token> = {}): Promise<Token> {
    const token = tokenFor(store, differences);
    await addTokens(store.db, [token]);
    return token;
  }
  const read = ({ id }: Token) => findToken(store.projectId, store.db, id);
  const change = (work: (trx: Parameters<Parameters<typeof inChange>[1]>[0]) => Promise<void>) =>
    inChange(store.db, work);
  const revoke = ({ id }: Token, atMs: number, reason: string | null) =>
    change((trx) => setRevoked(store.projectId, trx, { tokenId: id, atMs, reason }));
  const remove = ({ id }: Token) => change((trx) => deleteToken(store.projectId, trx, id));

  it("are read back as they were written, to the last field", async () => {
    const everything = await add({
      name: "日本語 «ci» 👩🏽‍💻",
      description: "two\nlines, \\ and %",
      scopes: ["orders:read:eu/*", "tokens:verify"],
      ipAllowList: ["10.0.0.0/8", "2001:db8::/32"],
      rateLimit: { requests: 1_000_000, windowSeconds: 86_400 },
      expiresAtMs: Date.parse("2199-12-31T23:59:59.999Z"),
      lastUsedAtMs: NOON - 1,
      lastUsedIp: "2001:db8::1",
      lastUsedUserAgent: "ein Skript/1.0 (Größe 日本)",
      lastUsedBy: "host:4711",
      revokedAtMs: NOON,
      revokeReason: "left the team",
    });
    const nothing = await add({ kind: "service", holder: store.machine });
    expect(await read(everything)).toEqual(everything);
    expect(await read(nothing)).toEqual(nothing);
  });

  it("are found by the digest of their value, and by no other", async () => {
    const token = await add();
    const found = await findTokenRecord(store.db, digestOf(token));
    expect(token).toMatchObject({ ...found?.record.token });
    expect(await findTokenRecord(store.db, digestOf({ id: "another" }))).toBeUndefined();
  });

  it("share neither a digest nor an id", async () => {
    const token = await add();
    const other = tokenFor(store);
    const twins = [
      { ...other, digest: digestOf(token) },
      { ...other, id: token.id, digest: digestOf(other) },
    ];
    for (const twin of twins) {
      await expect(change((trx) => insertToken(store.projectId, trx, twin))).rejects.toThrow(/unique/i);
    }
    expect(await read(other)).toBeUndefined();
    expect(await read(token)).toEqual(token);
  });

  it("have a name once per holder, while another holder may use it too", async () => {
    const token = await add({ name: "deploy" });
    await expect(add({ name: "deploy" })).rejects.toThrow(/unique/i);
    const machines = await add({ name: "deploy", kind: "service", holder: store.machine });
    expect(await read(machines)).toEqual(machines);
    const taken = (holder: Token["holder"], name: string) =>
      isNameTaken(store.projectId, store.db as never, { holder, name });
    expect(await taken(store.person, "deploy")).toBe(true);
    expect(await taken(store.machine, "deploy")).toBe(true);
    expect(await taken(store.person, "Deploy")).toBe(false);
    await remove(token);
    expect(await taken(store.person, "deploy")).toBe(false);
  });

  it("belong to exactly one holder", async () => {
    const token = await add();
    const both = store.db.updateTable("tokens").set({ service_account_id: store.machine.id });
    await expect(both.where("id", "=", token.id).execute()).rejects.toThrow(/check/i);
  });

  it("keep the time and the reason of their first revocation until they are restored", async () => {
    const token = await add();
    await revoke(token, NOON, "first");
    await revoke(token, NOON + 5, "second");
    expect(await read(token)).toMatchObject({ revokedAtMs: NOON, revokeReason: "first" });
    await change((trx) => clearRevoked(store.projectId, trx, token.id));
    expect(await read(token)).toEqual(token);
    await revoke(token, NOON + 9, null);
    expect(await read(token)).toMatchObject({ revokedAtMs: NOON + 9, revokeReason: null });
  });

  it("get a new value in their own project alone, and are otherwise left as they were", async () => {
    const token = await add();
    const elsewhere = await addTenant(store.db);
    const digest = digestOf({ id: randomUUID() });
    const version = { token, digest, hint: "thp_another_…", atMs: NOON, overlapEndsAtMs: NOON };
    await expect(change((trx) => insertVersion(elsewhere.projectId, trx, version))).rejects.toThrow(
      "another project",
    );
    expect(await read(token)).toEqual(token);
    expect(await findTokenRecord(store.db, digest)).toBeUndefined();
    await remove(token);
    await expect(change((trx) => insertVersion(store.projectId, trx, version))).rejects.toThrow("of none");
  });

  it("leave nothing behind when they are deleted, no digest either", async () => {
    const token = await add();
    await remove(token);
    expect(await read(token)).toBeUndefined();
    expect(await findTokenRecord(store.db, digestOf(token))).toBeUndefined();
    const digests = store.db.selectFrom("token_versions").select("digest").where("token_id", "=", token.id);
    expect(await digests.execute()).toEqual([]);
  });

  it("of a person who is no member any more belong to somebody without rights", async () => {
    const tenant = await addTenant(store.db);
    const token = tokenFor(tenant);
    await addTokens(store.db, [token]);
    await store.db.deleteFrom("members").where("user_id", "=", tenant.person.id).execute();
    const found = await findTokenRecord(store.db, digestOf(token));
    expect(found?.record.holder).toEqual({
      type: "user",
      active: false,
      role: "member",
      tokenAccess: "deny",
    });
  });

  describe("when their use is recorded", () => {
    const use = ({ id }: Pick<Token, "id">, atMs: number, ip: string | null = "192.0.2.1"): Use => ({
      tokenId: id,
      atMs,
      ip,
      userAgent: "a script",
      verifier: "server",
    });

    it("move forward in time only, whatever the order of arrival", async () => {
      const token = await add();
      const seen: unknown[] = [];
      for (const [atMs, ip] of [
        [5, "a"],
        [3, "b"],
        [5, "c"],
        [9, null],
        [8, "d"],
      ] as const) {
        // prettier-ignore
        await recordUses(store.db, [use(token, NOON + atMs, ip)]);
        const { lastUsedAtMs, lastUsedIp } = (await read(token)) ?? token;
        seen.push([(lastUsedAtMs ?? 0) - NOON, lastUsedIp]);
      }
      expect(seen).toEqual([[5, "a"], [5, "a"], [5, "a"], [9, null], [9, null]]); // prettier-ignore
    });

    it("stay revoked, and change in nothing else", async () => {
      const token = await add();
      await revoke(token, NOON, "lost laptop");
      const before = await read(token);
      await recordUses(store.db, [use(token, NOON + 1)]);
      const { ip, userAgent, verifier } = use(token, NOON + 1);
      const used = { lastUsedIp: ip, lastUsedUserAgent: userAgent, lastUsedBy: verifier };
      expect(await read(token)).toEqual({ ...before, lastUsedAtMs: NOON + 1, ...used });
    });

    it("stay deleted, and what never was is not created (C-2)", async () => {
      const token = await add();
      await remove(token);
      const count = () => store.db.selectFrom("tokens").select("id").execute();
      const before = await count();
      await recordUses(store.db, [use(token, NOON + 1), use({ id: randomUUID() }, NOON + 1)]);
      expect(await count()).toEqual(before);
      expect(await findTokenRecord(store.db, digestOf(token))).toBeUndefined();
    });

    it("are written by the hundred in one statement, each with its own", async () => {
      const tokens = Array.from({ length: 1200 }, () => tokenFor(store));
      await addTokens(store.db, tokens);
      await recordUses(
        store.db,
        tokens.map((token, n) => use(token, NOON + n, `10.0.0.${n}`)),
      );
      const rows = await store.db
        .selectFrom("tokens")
        .select(["id", "last_used_at", "last_used_ip"])
        .execute();
      const byId = new Map(rows.map((row) => [row.id, [row.last_used_at, row.last_used_ip]]));
      expect(tokens.map(({ id }) => byId.get(id))).toEqual(tokens.map((_, n) => [NOON + n, `10.0.0.${n}`]));
    });

    it("do not mind that there is nothing to record", async () => {
      await expect(recordUses(store.db, [])).resolves.toBeUndefined();
    });
  });
});
