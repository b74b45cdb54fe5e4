import type { Arbitrary } from "fast-check";
import { array, assert, constantFrom, nat, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change, Check, TokenHistory } from "./history.ts";
import { judge } from "./history.ts";

const change =
  (kind: Change["kind"]) =>
  (beganAt: number, endedAt: number, outcome: Change["outcome"] = "acknowledged"): Change => ({
    kind,
    beganAt,
    endedAt,
    outcome,
  });
const [revoke, restore, remove] = [change("narrowing"), change("widening"), change("end")];
const check = (outcome: Check["outcome"], beganAt: number, endedAt: number): Check => ({
  outcome,
  beganAt,
  endedAt,
});
const history = (...parts: (Change | Check)[]): TokenHistory => ({
  changes: parts.filter((part) => "kind" in part),
  checks: parts.filter((part): part is Check => !("kind" in part)),
});

/** Whatever may be, and why. */
const SOUND: Record<string, TokenHistory> = {
  "a check under way while the token is revoked, either way": history(
    revoke(10, 20),
    check("accepted", 5, 30),
    check("refused", 5, 30),
  ),
  "a check that ends while the revocation is under way, either way": history(
    revoke(10, 20),
    check("refused", 11, 12),
    check("accepted", 13, 14),
  ),
  "nothing said while the server is away": history(revoke(10, 20), check("unavailable", 30, 40)),
  "a revocation without an answer that was done": history(
    revoke(10, 20, "unknown"),
    check("refused", 30, 40),
  ),
  "one that was not done": history(revoke(10, 20, "unknown"), check("accepted", 30, 40)),
  "one that is done late": history(
    revoke(10, 20, "unknown"),
    check("accepted", 30, 40),
    check("refused", 50, 60),
  ),
  "one that only some have heard of": history(
    revoke(10, 20, "unknown"),
    check("refused", 30, 40),
    check("accepted", 50, 60),
  ),
  "a refused revocation, after which the token is good": history(
    revoke(10, 20, "refused"),
    check("accepted", 30, 40),
  ),
  "a token restored, and good at once": history(revoke(10, 20), restore(30, 40), check("accepted", 41, 42)),
  "revoked and restored at once, good ever after": history(
    revoke(10, 30),
    restore(20, 40),
    check("accepted", 50, 60),
  ),
  "revoked and restored at once, revoked ever after": history(
    revoke(10, 30),
    restore(20, 40),
    check("refused", 50, 60),
  ),
  "deleted after a restoration that was under way": history(
    revoke(1, 2),
    restore(10, 30),
    remove(20, 40),
    check("accepted", 25, 26),
    check("refused", 50, 60),
  ),
};

/** Each kind of violation, with the checks that are wrong. */
const BROKEN: Record<string, [TokenHistory, Check[]]> = {
  "a check accepted that began after the revocation was acknowledged": [
    history(revoke(10, 20), check("refused", 21, 22), check("accepted", 23, 24)),
    [check("accepted", 23, 24)],
  ],
  "an acknowledged revocation that was lost": [
    history(revoke(10, 20, "unknown"), revoke(25, 30), check("accepted", 40, 50)),
    [check("accepted", 40, 50)],
  ],
  "a check accepted because of a restoration that came later": [
    history(revoke(10, 20), check("accepted", 30, 40), restore(50, 60)),
    [check("accepted", 30, 40)],
  ],
  "a token refused that nobody has touched": [
    history(check("refused", 1, 2), revoke(10, 20)),
    [check("refused", 1, 2)],
  ],
  "a token refused after its restoration was acknowledged": [
    history(revoke(10, 20), restore(30, 40), check("refused", 50, 60)),
    [check("refused", 50, 60)],
  ],
  "a token refused because of a revocation that was refused": [
    history(revoke(10, 20, "refused"), check("refused", 30, 40)),
    [check("refused", 30, 40)],
  ],
  "a token accepted after its deletion, whatever may have been restored before": [
    history(revoke(1, 2), restore(10, 20, "unknown"), remove(30, 40), check("accepted", 50, 60)),
    [check("accepted", 50, 60)],
  ],
};

/** Each check could be, but not all of them together. */
const TORN: Record<string, TokenHistory> = {
  "two who see the end of one race differently": history(
    revoke(10, 30),
    restore(20, 40),
    check("accepted", 50, 60),
    check("refused", 50, 60),
  ),
  "a restoration acknowledged after a deletion": history(revoke(1, 2), remove(10, 20), restore(30, 40)),
};

describe("the judge of a token's history", () => {
  it.each(Object.entries(SOUND))("lets pass %s", (_, sound) => {
    expect(judge(sound)).toEqual({ wrong: [], isTorn: false });
  });

  it.each(Object.entries(BROKEN))("names %s", (_, [broken, wrong]) => {
    expect(judge(broken)).toEqual({ wrong, isTorn: false });
  });

  it.each(Object.entries(TORN))("finds %s", (_, torn) => {
    expect(judge(torn)).toEqual({ wrong: [], isTorn: true });
  });

  it("says the same as the trial of all orders", () => {
    const seen = { sound: 0, wrong: 0, torn: 0 };
    assert(
      property(histories(), (given) => {
        const { wrong, isTorn } = judge(given);
        const orders = ordersOf(given.changes);
        const fits = (checks: readonly Check[]) =>
          orders.some((order) => checks.every((one) => isSeen(order, one)));
        expect(wrong.length === 0 && !isTorn).toBe(fits(given.checks));
        const alone = orders.length === 0 ? [] : given.checks.filter((one) => !fits([one]));
        expect(new Set(wrong)).toEqual(new Set(alone));
        seen[isTorn ? "torn" : wrong.length > 0 ? "wrong" : "sound"]++;
      }),
      { numRuns: 5000, seed: 6 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  });

  it("says what the rule for changes one after the other says", () => {
    assert(
      property(histories({ apart: true }), ({ changes, checks }) => {
        const { wrong, isTorn } = judge({ changes, checks });
        expect([new Set(wrong), isTorn]).toEqual([
          new Set(checks.filter((one) => breaksRule(changes, one))),
          false,
        ]);
      }),
      { numRuns: 3000, seed: 6 },
    );
  });

  it("judges eleven changes at once, which no order fits, without trying every order", () => {
    const changes = Array.from({ length: 11 }, (_, n) => (n % 2 === 0 ? revoke : restore)(n, 20 + n));
    const torn = history(...changes, check("accepted", 50, 60), check("refused", 50, 60));
    expect(judge(torn)).toEqual({ wrong: [], isTorn: true });
  }, 5000);

  it("judges a thousand changes that ten thousand checks saw", () => {
    const rounds = Array.from({ length: 500 }, (_, n) => n * 100);
    const changes = rounds.flatMap((at) => [
      revoke(at + 10, at + 30),
      restore(at + 20, at + 40, at % 3 === 0 ? "unknown" : "acknowledged"),
    ]);
    const checks = rounds.flatMap((at) =>
      Array.from({ length: 20 }, () => check("refused", at + 15, at + 25)),
    );
    expect(judge({ changes, checks })).toEqual({ wrong: [], isTorn: false });
  });
});

/** Histories of up to six changes; `apart` = one after the other, each with an answer. */
function histories({ apart = false } = {}): Arbitrary<TokenHistory> {
  const interval = { beganAt: nat(40), length: nat(12) };
  const change = record({
    ...interval,
    kind: constantFrom<Change["kind"][]>("narrowing", "widening", ...(apart ? [] : ["end" as const])),
    outcome: constantFrom<Change["outcome"][]>(
      "acknowledged",
      "refused",
      ...(apart ? [] : ["acknowledged" as const, "unknown" as const]),
    ),
  });
  const check = record({
    ...interval,
    outcome: constantFrom<Check["outcome"][]>("accepted", "refused", "unavailable"),
  });
  return record({ changes: array(change, { maxLength: 6 }), checks: array(check, { maxLength: 5 }) }).map(
    ({ changes, checks }) => ({
      changes: changes.map(({ beganAt, length, kind, outcome }, n) =>
        apart
          ? { beganAt: n * 7, endedAt: n * 7 + 4, kind, outcome }
          : { beganAt, endedAt: beganAt + length, kind, outcome },
      ),
      checks: checks.map(({ beganAt, length, outcome }) => ({ beganAt, endedAt: beganAt + length, outcome })),
    }),
  );
}

/** Every order of all acknowledged changes with any of those without an answer among them. */
function ordersOf(changes: readonly Change[]): Change[][] {
  const orders: Change[][] = [];
  const extend = (order: Change[], rest: Change[]) => {
    if (rest.every(({ outcome }) => outcome === "unknown")) orders.push(order);
    for (const next of rest) extend([...order, next], rest.filter((other) => other !== next)); // prettier-ignore
  };
  extend([], changes.filter(({ outcome }) => outcome !== "refused")); // prettier-ignore
  return orders.filter(isPossible);
}

function isPossible(order: readonly Change[]): boolean {
  const hasEnded = (until: number) => order.slice(0, until).some(({ kind }) => kind === "end");
  return order.every(
    (one, n) =>
      !(one.kind === "widening" && hasEnded(n)) &&
      order.slice(n + 1).every((later) => !(later.outcome === "acknowledged" && later.endedAt < one.beganAt)),
  );
}

/** Whether a check says what holds somewhere in an order where it can have looked. */
function isSeen(order: readonly Change[], { outcome, beganAt, endedAt }: Check): boolean {
  if (outcome === "unavailable") return true;
  return Array.from({ length: order.length + 1 }, (_, n) => n).some(
    (n) =>
      order.slice(0, n).every((before) => before.beganAt <= endedAt) &&
      order.slice(n).every((after) => after.outcome === "unknown" || after.endedAt >= beganAt) &&
      (outcome === "accepted") === ((order[n - 1]?.kind ?? "widening") === "widening"),
  );
}

/**
 * An accepted check is wrong when a narrowing ended before it began and no widening began after that and before it ended,
 * a refused one when the token was good throughout.
 */
function breaksRule(changes: readonly Change[], { outcome, beganAt, endedAt }: Check): boolean {
  if (outcome === "unavailable") return false;
  const done = changes.filter((change) => change.outcome === "acknowledged");
  const [undone, against] = outcome === "accepted" ? ["narrowing", "widening"] : ["widening", "narrowing"];
  const from = Math.max(
    ...done.filter(({ kind, endedAt: end }) => kind === undone && end < beganAt).map((one) => one.endedAt),
    outcome === "accepted" ? -Infinity : -1,
  );
  if (from === -Infinity) return false;
  return !done.some(
    (change) => change.kind === against && change.beganAt > from && change.beganAt <= endedAt,
  );
}
