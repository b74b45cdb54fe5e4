import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Denial, MemoryRequest } from "@tokenhouse/sdk/memory";
import { createMemory, rawDigest } from "@tokenhouse/sdk/memory";
import { digestToken } from "@tokenhouse/sdk";
import { createPool } from "../src/verifier/pool.ts";
import { instantText } from "../src/verifier/instant-text.ts";
import { readId, writeId } from "../src/verifier/token-id.ts";
import { MOST_WAITING } from "../src/verifier/use-counters.ts";
import { grantOf, idOf, PROJECT } from "./grants.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

function startMemory(maxTokens = 1000) {
  const denials: Denial[] = [];
  const memory = createMemory({ maxTokens, onDenial: (denial) => denials.push(denial) });
  const check = (value: string, request: MemoryRequest = {}, nowMs = NOW) =>
    memory.check(rawDigest(value), request, nowMs);
  return { memory, denials, check };
}

describe("a held grant", () => {
  it("is told as the server told it", () => {
    const { memory, check } = startMemory();
    const grant = grantOf("a", { token: { expiresAt: "2026-12-22T12:00:00.000Z" } });
    expect(memory.put(grant, 7)).toBe(true);
    memory.advance(7);
    const { token, project } = grant;
    const holder = { ...grant.holder, role: grant.role };
    expect(check("a", { scopes: ["orders:read"], ip: "192.0.2.7" })).toEqual(
      { valid: true, code: "valid", token, holder, project, revision: 7 }, // prettier-ignore
    );
  });

  it("is unknown under any other digest", () => {
    const { memory, check } = startMemory();
    memory.put(grantOf("a"), 1);
    expect(check("b")).toBeUndefined();
    expect(createMemory({ maxTokens: 1 }).check(rawDigest("a"), {}, NOW)).toBeUndefined();
  });

  it("is replaced by a newer one, and never by an older one", () => {
    const { memory, check } = startMemory();
    memory.put(grantOf("a", { token: { name: "new", scopes: ["stock:read"] } }), 5);
    expect(memory.put(grantOf("a", { token: { name: "old" } }), 4)).toBe(false);
    expect(check("a")).toMatchObject({ token: { name: "new", scopes: ["stock:read"] } });
    expect(memory.put(grantOf("a", { role: "verifier", token: { name: "newest" } }), 6)).toBe(true);
    expect(check("a")).toMatchObject({ token: { name: "newest", scopes: ["orders:read"] } });
    expect(check("a", { scopes: ["orders:read"] })).toMatchObject({ code: "insufficient_scope" });
    expect(memory.size).toBe(1);
  });

  it("cannot be changed by who is handed its verdict", () => {
    const { memory, check } = startMemory();
    memory.put(grantOf("a"), 1);
    const verdict = check("a");
    if (!verdict?.valid) throw new Error("it is good");
    expect(() => verdict.token.scopes.push("*")).toThrow(TypeError);
    expect(() => Object.assign(verdict.token, { id: "x" })).toThrow(TypeError);
    expect(() => Object.assign(verdict.holder, { name: "x" })).toThrow(TypeError);
    expect(() => Object.assign(verdict.project, { slug: "x" })).toThrow(TypeError);
  });
});

describe("a fill that comes late", () => {
  it("is not held when a change after it is applied already", () => {
    const { memory, check } = startMemory();
    memory.advance(8);
    expect(memory.put(grantOf("a"), 7)).toBe(false);
    expect(check("a")).toBeUndefined();
    expect(memory.put(grantOf("a"), 8)).toBe(true);
  });

  it("finds the applied revision where it was, since that never goes back", () => {
    const { memory } = startMemory();
    memory.advance(8);
    memory.advance(3);
    expect(memory.applied).toBe(8);
    memory.clear();
    expect(memory.applied).toBe(8);
    memory.clear(2);
    expect(memory.applied).toBe(2);
  });
});

describe("a change", () => {
  const other = { type: "serviceAccount", id: idOf(2), name: "Ship", email: null } as const;
  const elsewhere = { id: idOf(9), slug: "elsewhere" };

  function held() {
    const started = startMemory();
    started.memory.put(grantOf("a"), 1);
    started.memory.put(grantOf("b"), 1);
    started.memory.put(grantOf("c", { holder: other }), 1);
    started.memory.put(grantOf("d", { project: elsewhere }), 1);
    return { ...started, left: () => ["a", "b", "c", "d"].filter((value) => started.check(value)).join("") };
  }

  it("of a token makes its value forgotten, and no other", () => {
    const { memory, left } = held();
    memory.evict({ kind: "token", ref: digestToken("a") });
    memory.evict({ kind: "token", ref: digestToken("unknown") });
    expect(left()).toBe("bcd");
  });

  it("of a holder makes all their tokens forgotten, in every project", () => {
    const { memory, left } = held();
    memory.evict({ kind: "holder", ref: idOf(1) });
    memory.evict({ kind: "holder", ref: idOf(77) });
    expect(left()).toBe("c");
  });

  it("of a project makes all its tokens forgotten", () => {
    const { memory, left } = held();
    memory.evict({ kind: "project", ref: PROJECT.id });
    expect(left()).toBe("d");
  });

  it("reaches every grant that was put, replaced or made room for in between, over any history", () => {
    const step = fc.tuple(fc.nat(30), fc.nat(3), fc.constantFrom("put", "token", "holder"));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { memory, check } = startMemory(12);
        const holderOf = new Map<string, number>();
        for (const [number, holder, kind] of steps) {
          const value = `v${number}`;
          if (kind === "put") {
            memory.put(grantOf(value, { holder: { ...other, id: idOf(holder) } }), 1);
            holderOf.set(value, holder);
          } else if (kind === "token") {
            memory.evict({ kind, ref: digestToken(value) });
            holderOf.delete(value);
          } else {
            memory.evict({ kind: "holder", ref: idOf(holder) });
            for (const [value, own] of holderOf) if (own === holder) holderOf.delete(value);
          }
          expect(memory.size).toBeLessThanOrEqual(12);
        }
        for (const [number] of steps) {
          const verdict = check(`v${number}`);
          if (!verdict?.valid) continue;
          const { holder, token } = verdict;
          expect(holder.id).toBe(idOf(holderOf.get(token.name.replace("token ", "")) ?? -1));
        }
      }),
    );
  });
});

describe("a memory that is full", () => {
  it("makes room for a new grant by forgetting one that was not used for long", () => {
    const { memory, check } = startMemory(100);
    for (let number = 0; number < 100; number++) memory.put(grantOf(`v${number}`), 1);
    for (let number = 0; number < 99; number++) check(`v${number}`, {}, NOW + number);
    for (let number = 100; number < 140; number++) {
      memory.put(grantOf(`v${number}`), 1);
      expect(memory.size).toBe(100);
      expect(check(`v${number}`, {}, NOW + number)).toMatchObject({ valid: true });
    }
    const kept = Array.from({ length: 100 }, (_, number) => check(`v${number}`)).filter(Boolean);
    expect(kept).toHaveLength(60);
  });

  it("replaces a grant that it holds without forgetting another", () => {
    const { memory, check } = startMemory(2);
    memory.put(grantOf("a"), 1);
    memory.put(grantOf("b"), 1);
    memory.put(grantOf("b"), 2);
    expect(check("a")).toMatchObject({ valid: true });
  });
});

describe("a verdict's token", () => {
  it("is told right for every slot, kept or built anew", () => {
    const { memory, check } = startMemory(70_000);
    const expiresAt = new Date(NOW + 12_345_678_901).toISOString();
    const count = 66_000;
    for (let number = 0; number < count; number++) {
      memory.put(grantOf(`v${number}`, { token: { id: idOf(number), expiresAt } }), 1);
    }
    const wrong = Array.from({ length: count }, (_, number) => number).filter((number) => {
      const [verdict, again] = [check(`v${number}`), check(`v${number}`)];
      if (!verdict?.valid || !again?.valid) return true;
      const { id, name } = verdict.token;
      return id !== idOf(number) || name !== `token v${number}` || again.token.expiresAt !== expiresAt;
    });
    expect(wrong).toEqual([]);
  });

  it("has its id and its expiry in the one spelling", () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true }),
        (id, date) => {
          const words = new Uint32Array(4);
          writeId(id, words, 0);
          expect([readId(words, 0), instantText(date.getTime())]).toEqual([id, date.toISOString()]);
        },
      ),
    );
  });
});

describe("what grants share", () => {
  it("is held once, and freed with the last that refers to it", () => {
    const pool = createPool<{ name: string; size: number }>(
      ({ name }) => name,
      (a, b) => a.size === b.size,
    );
    const numbers = [1, 1, 2].map((size) => pool.hold({ name: "a", size }));
    expect(numbers[0]).toBe(numbers[1]);
    expect(pool.size).toBe(2);
    expect(pool.withKey("a")).toEqual([{ name: "a", size: 1 }, { name: "a", size: 2 }]); // prettier-ignore
    pool.release(numbers[0] ?? 0);
    expect(pool.size).toBe(2);
    for (const number of numbers.slice(1)) pool.release(number);
    expect([pool.size, pool.items(), pool.withKey("a")]).toEqual([0, [], []]);
  });
});

describe("a refusal from memory", () => {
  it("says why, names itself, and tells who keeps the record which token it was", () => {
    const { memory, denials, check } = startMemory();
    memory.put(grantOf("a", { token: { id: idOf(5) } }), 3);
    const verdict = check("a", { scopes: ["orders:write"] });
    expect(verdict).toEqual({
      valid: false,
      code: "insufficient_scope",
      denialId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      revision: 0,
    });
    expect(denials).toEqual([
      { denialId: verdict?.valid === false && verdict.denialId, tokenId: idOf(5), code: "insufficient_scope", atMs: NOW }, // prettier-ignore
    ]);
  });

  it("counts as no use", () => {
    const { memory, check } = startMemory();
    memory.put(grantOf("a"), 1);
    check("a", { scopes: ["orders:write"] });
    expect(memory.drainUses(10)).toEqual([]);
  });
});

describe("a rate limit", () => {
  const limited = { token: { id: idOf(5) }, rateLimit: { requests: 2, windowSeconds: 10 } };

  it("lets so many requests through, tells what remains, and then refuses", () => {
    const { memory, check } = startMemory();
    memory.put(grantOf("a", limited), 1);
    const told = { limit: 2, windowSeconds: 10 };
    expect(check("a")).toMatchObject({ valid: true, rateLimit: { ...told, remaining: 1, resetSeconds: 5 } });
    expect(check("a")).toMatchObject({ valid: true, rateLimit: { ...told, remaining: 0, resetSeconds: 10 } });
    expect(check("a")).toMatchObject({
      code: "rate_limited",
      rateLimit: { ...told, remaining: 0, resetSeconds: 5 },
    });
    expect(check("a", {}, NOW + 5000)).toMatchObject({ valid: true });
  });

  it("is taken from by nothing that is refused for another reason", () => {
    const { memory, check } = startMemory();
    memory.put(grantOf("a", limited), 1);
    for (let time = 0; time < 5; time++) check("a", { scopes: ["orders:write"] });
    expect(check("a")).toMatchObject({ valid: true, rateLimit: { remaining: 1 } });
  });

  it("is shared by the values of a token, and outlives their grants", () => {
    const { memory, check } = startMemory();
    memory.put(grantOf("old", { ...limited, validUntil: "2026-11-22T13:00:00Z" }), 1);
    memory.put(grantOf("new", limited), 1);
    check("old");
    memory.clear();
    memory.put(grantOf("new", limited), 1);
    expect(check("new")).toMatchObject({ valid: true });
    expect(check("new")).toMatchObject({ code: "rate_limited" });
  });
});

describe("uses", () => {
  const from = { ip: "192.0.2.7", userAgent: "curl/8" };

  it("are counted by token and origin, with the time of the last", () => {
    const { memory, check } = startMemory();
    memory.put(grantOf("a", { token: { id: idOf(5) } }), 1);
    for (let time = 0; time < 3; time++) check("a", from, NOW + time);
    check("a", { ...from, ip: "192.0.2.8" }, NOW + 3);
    check("a", from, NOW + 4);
    const use = { tokenId: idOf(5), ...from };
    expect(memory.drainUses(10).toSorted((a, b) => a.lastUsedAtMs - b.lastUsedAtMs)).toEqual([
      { ...use, count: 3, lastUsedAtMs: NOW + 2 },
      { ...use, count: 1, lastUsedAtMs: NOW + 3, ip: "192.0.2.8" },
      { ...use, count: 1, lastUsedAtMs: NOW + 4 },
    ]);
    expect(memory.drainUses(10)).toEqual([]);
  });

  it("are all given out, whatever became of the grants meanwhile", () => {
    const step = fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom("put", "check", "evict", "clear", "drain"), fc.nat(2)); // prettier-ignore
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const { memory, check } = startMemory(3);
        let [counted, given] = [0, 0];
        const drain = () => memory.drainUses(2).reduce((sum, { count }) => sum + count, 0);
        for (const [value, action, origin] of steps) {
          if (action === "put") memory.put(grantOf(value), 1);
          if (action === "check" && check(value, { ip: `192.0.2.${origin}` })?.valid) counted++;
          if (action === "evict") memory.evict({ kind: "token", ref: digestToken(value) });
          if (action === "clear") memory.clear();
          if (action === "drain") given += drain();
        }
        for (let more = drain(); more > 0; more = drain()) given += more;
        expect(given).toBe(counted);
      }),
      { numRuns: 500 },
    );
  });

  it("come without an address when none was told that is one, and with a user agent of bounded length", () => {
    const { memory, check } = startMemory();
    memory.put(grantOf("a"), 1);
    check("a", { ip: "unknown", userAgent: "x".repeat(5000) });
    expect(memory.drainUses(10)).toMatchObject([{ ip: null, userAgent: "x".repeat(256) }]);
  });

  it("take bounded memory however many origins alternate, and lose no count", () => {
    const { memory, check } = startMemory();
    memory.put(grantOf("a"), 1);
    const count = MOST_WAITING + 500;
    for (let number = 0; number < count; number++) check("a", { ...from, userAgent: `agent ${number}` });
    const uses = memory.drainUses(count);
    expect(uses.length).toBeLessThanOrEqual(MOST_WAITING + 1);
    expect(uses.reduce((sum, use) => sum + use.count, 0)).toBe(count);
  });
});
