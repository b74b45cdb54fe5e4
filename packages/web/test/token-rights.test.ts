import type { Token } from "@tokenhouse/sdk/client";
import { expect, test } from "vitest";
import { bulkOutcome } from "../src/pages/project-tokens/bulk-outcome.ts";
import { readFilter, readProjectFilter } from "../src/tokens/filter.ts";
import { actionsOn, mustRevokeFirst } from "../src/tokens/token-rights.ts";

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
    version: 1,
    overlapEndsAt: null,
    holder: person,
    createdBy: person,
    createdAt: at,
    expiresAt: null,
    lastUsedAt: null,
    lastUsedIp: null,
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
  expect(bulkOutcome("delete", { done: 1, skipped: 3, results, receipt: null })).toBe(
    "1 deleted, 3 skipped (revoke first, not found)",
  );
  const done = { done: 1, skipped: 0, results: results.slice(0, 1), receipt: null };
  expect(bulkOutcome("revoke", done)).toBe("1 revoked");
});
