import { TokenhouseError } from "@tokenhouse/sdk/client";
import { expect, test } from "vitest";
import { faultText, fieldFaults, isSignedOut } from "../src/faults.ts";
import { readReturnTo } from "../src/pages/sign-in/return-to.ts";
import { receiptText } from "../src/receipt.ts";
import { readFilter } from "../src/tokens/filter/filter.ts";
import { scopeFault, splitScopes } from "../src/tokens/scopes.ts";

const verifier = { id: "a", name: "a", confirmedInMs: 2.1 };
const receipt = { revision: 7, confirmed: true, inMs: 2.1, verifiers: [verifier], fenced: [] };

test("a receipt claims no more than what was confirmed", () => {
  expect(receiptText(receipt, "refused")).toBe("Refused everywhere after 3 ms · 1 verifier confirmed");
  const two = { ...receipt, verifiers: [verifier, { ...verifier, id: "b" }], fenced: ["c"] };
  expect(receiptText(two, "accepted")).toBe(
    "Accepted everywhere after 3 ms · 2 verifiers confirmed · 1 shut out",
  );
  expect(receiptText({ ...receipt, confirmed: false }, "refused")).toBe(
    "Not yet confirmed by every verifier · 1 verifier confirmed",
  );
  const silent = { id: "b", name: "b", confirmedInMs: null };
  expect(receiptText({ ...receipt, verifiers: [verifier, silent] }, "refused")).toContain(
    "1 verifier confirmed",
  );
});

test("the server's faults land on the fields they belong to, the first of each", () => {
  const errors = [
    { path: "body.scopes.0", message: "must be *" },
    { path: "body.scopes.1", message: "must be other" },
    { path: "lifetimeDays", message: "must be a whole number of days from 1 to 365" },
    { path: "body.owner.email", message: "is no address." },
  ];
  expect(fieldFaults(new TokenhouseError({ code: "invalid_request", detail: "…", errors }))).toEqual({
    scopes: "Must be *.",
    lifetimeDays: "Must be a whole number of days from 1 to 365.",
    "owner.email": "Is no address.",
  });
  expect(fieldFaults(new TokenhouseError({ code: "name_taken", detail: "You have one" }))).toEqual({
    name: "You have one.",
  });
});

test("a throttled sign-in says how long to wait", () => {
  const throttled = (seconds: number) =>
    faultText(new TokenhouseError({ code: "rate_limited", detail: "…" }, seconds));
  expect(throttled(1)).toBe("Too many tries. Try again in 1 second.");
  expect(throttled(89)).toBe("Too many tries. Try again in 89 seconds.");
  expect(throttled(90)).toBe("Too many tries. Try again in 2 minutes.");
});

test("a wrong password is not taken for a session that has ended", () => {
  const refusal = (code: string) => new TokenhouseError({ code, detail: "…", status: 401 });
  expect(isSignedOut(refusal("authentication_required"))).toBe(true);
  expect(isSignedOut(refusal("invalid_credentials"))).toBe(false);
});

test("the address bar's filter keeps what the list understands and drops the rest", () => {
  expect(readFilter({ status: "active", search: 42, sort: "-lastUsedAt", page: 3 })).toEqual({
    status: "active",
    search: "42",
    sort: "-lastUsedAt",
  });
  expect(readFilter({ status: "gone", search: "", sort: "digest" })).toEqual({});
});

test("signing in never leads to another site", () => {
  expect(readReturnTo({ returnTo: "/preferences?x=1" })).toEqual({ returnTo: "/preferences?x=1" });
  for (const returnTo of ["https://evil.example", "//evil.example", "/\\evil.example", "x", 7]) {
    expect(readReturnTo({ returnTo })).toEqual({});
  }
});

test("scopes may be pasted in a row, and the first wrong one is named", () => {
  expect(splitScopes(["orders:read, orders:write", "orders:read", " *"])).toEqual([
    "orders:read",
    "orders:write",
    "*",
  ]);
  expect(scopeFault(["*", "orders:read:eu/*", "orders:*"])).toBeUndefined();
  expect(scopeFault(["orders:read", "Orders"])).toContain("«Orders»");
});
