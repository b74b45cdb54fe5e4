import type { Token } from "@tokenhouse/sdk/client";
import { expect, test } from "vitest";
import { bulkOutcome, pointless } from "../src/tokens/bulk/bulk-outcome.ts";
import { actionsOn, mustRevokeFirst } from "../src/tokens/changes/token-rights.ts";
import { readFilter, readProjectFilter } from "../src/tokens/filter/filter.ts";
import { hintsOf, isMissed } from "../src/tokens/hints.ts";

const ME = "00000000-0000-4000-8000-000000000001";
const OTHER = "00000000-0000-4000-8000-000000000002";

function tokenOf(kind: Token["kind"], holder: string, changes: Partial<Token> = {}): Token {
  const person = { type: "user", id: holder, name: "A holder", email: null } as const;
  const at = "2026-11-22T00:00:00.000Z";
  return {
    id: crypto.randomUUID(),
    kind,
    name: "a token",
    description: "",
    hint: "",
    status: "active",
    scopes: ["*"],
    ipAllowList: [],
    rateLimit: null,
    version: 1,
    overlapEndsAt: null,
    holder: person,
    createdBy: person,
    createdAt: at,
    expiresAt: null,
    lastUsedAt: null,
    lastUsedIp: null,
    lastUsedUserAgent: null,
    lastUsedBy: null,
    revokedAt: null,
    revokeReason: null,
    ...changes,
  };
}

test("one's own tokens and service tokens can be rotated and restored, other people's only revoked", () => {
  for (const token of [tokenOf("personal", ME), tokenOf("service", OTHER)]) {
    expect(actionsOn(token, ME)).toEqual(["rotate", "revoke"]);
    expect(actionsOn({ ...token, status: "revoked" }, ME)).toEqual(["restore"]);
    expect(actionsOn({ ...token, status: "expired" }, ME)).toEqual([]);
  }
  expect(actionsOn(tokenOf("personal", OTHER), ME)).toEqual(["revoke"]);
  expect(actionsOn(tokenOf("personal", OTHER, { status: "revoked" }), ME)).toEqual([]);
  expect(actionsOn(tokenOf("personal", OTHER), undefined)).toEqual(["revoke"]);
});

test("an old value is there to be ended while it works, by whoever may rotate", () => {
  const overlap = { overlapEndsAt: "2026-11-23T00:00:00.000Z" };
  expect(actionsOn(tokenOf("personal", ME, overlap), ME)).toEqual(["rotate", "endOverlap", "revoke"]);
  expect(actionsOn(tokenOf("personal", OTHER, overlap), ME)).toEqual(["revoke"]);
});

test("an active service token is revoked before it is deleted, a personal one where the project asks for it", () => {
  expect(mustRevokeFirst(tokenOf("service", OTHER), false)).toBe(true);
  expect(mustRevokeFirst(tokenOf("personal", ME), true)).toBe(true);
  expect(mustRevokeFirst(tokenOf("personal", ME), false)).toBe(false);
  expect(mustRevokeFirst(tokenOf("service", OTHER, { status: "revoked" }), true)).toBe(false);
});

test("only the list of the project reads kinds and holders from the address, and no nonsense", () => {
  expect(readProjectFilter({ kind: "service", holder: ME, status: "active" })).toEqual({
    kind: "service",
    holder: ME,
    status: "active",
  });
  expect(readProjectFilter({ kind: "robot", holder: "me" })).toEqual({});
  expect(readFilter({ kind: "service", holder: ME })).toEqual({});
});

test("the summary of a bulk change counts honestly and names each reason once", () => {
  const results = ["done", "revoke_first", "revoke_first", "not_found"].map((outcome) => ({
    id: crypto.randomUUID(),
    outcome,
  }));
  expect(bulkOutcome("delete", { done: 1, results })).toBe(
    "1 deleted, 3 skipped: must be revoked first, gone or not yours",
  );
  expect(bulkOutcome("revoke", { done: 1, results: results.slice(0, 1) })).toBe("1 revoked");
  const one = { done: 1, results: results.slice(0, 1) };
  expect(bulkOutcome("revoke", one, ["token_expired", "token_expired"])).toBe(
    "1 revoked, 2 skipped: already expired",
  );
});

test("a bulk change leaves out what there is nothing to change about", () => {
  const reasons = (action: "revoke" | "restore" | "delete") =>
    (["active", "revoked", "expired"] as const).map((status) =>
      pointless(action, tokenOf("personal", ME, { status })),
    );
  expect(reasons("revoke")).toEqual([undefined, "already_revoked", "token_expired"]);
  expect(reasons("restore")).toEqual(["not_revoked", undefined, "token_expired"]);
  expect(reasons("delete")).toEqual([undefined, undefined, undefined]);
});

test("hints tell what ends soon, what ends very soon and what nobody uses, of active tokens alone", () => {
  const now = Date.parse("2026-11-22T00:00:00.000Z");
  const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString();
  const hints = (changes: Partial<Token>) => hintsOf(tokenOf("personal", ME, changes), now);
  expect(hints({ expiresAt: inDays(15) })).toEqual([]);
  expect(hints({ expiresAt: inDays(14) })).toEqual(["soon"]);
  expect(hints({ expiresAt: inDays(3) })).toEqual(["verySoon"]);
  expect(hints({ expiresAt: inDays(1), status: "revoked" })).toEqual([]);
  expect(hints({ createdAt: inDays(-100) })).toEqual(["unused"]);
  expect(hints({ createdAt: inDays(-100), lastUsedAt: inDays(-89) })).toEqual([]);
  expect(hints({ createdAt: inDays(-100), lastUsedAt: inDays(-90), expiresAt: inDays(2) })).toEqual([
    "verySoon",
    "unused",
  ]);
});

test("whoever deletes a token that works, or did lately, has to name it", () => {
  const now = Date.parse("2026-11-22T00:00:00.000Z");
  const usedDaysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString();
  const missed = (changes: Partial<Token>) => isMissed(tokenOf("personal", ME, changes), now);
  expect(missed({})).toBe(true);
  expect(missed({ status: "revoked" })).toBe(false);
  expect(missed({ status: "revoked", lastUsedAt: usedDaysAgo(29) })).toBe(true);
  expect(missed({ status: "expired", lastUsedAt: usedDaysAgo(31) })).toBe(false);
});
