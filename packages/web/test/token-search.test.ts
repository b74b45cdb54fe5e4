import { createHash } from "node:crypto";
import { mintToken } from "@tokenhouse/sdk/token-format";
import { expect, test } from "vitest";
import { daysText } from "../src/days.ts";
import { queryOf, readFilter, readProjectFilter } from "../src/tokens/filter/filter.ts";
import { seek } from "../src/tokens/filter/pasted-value.ts";
import { sha256 } from "../src/tokens/filter/sha256.ts";

const mint = (prefix = "th") =>
  mintToken(prefix, "personal", (count) => crypto.getRandomValues(new Uint8Array(count)));

test("the page's SHA-256 is the one SHA-256, whatever the length", () => {
  const texts = Array.from({ length: 200 }, (_, length) => "aé0_".repeat(50).slice(0, length));
  for (const text of [...texts, mint().value]) {
    expect(sha256(text)).toBe(createHash("sha256").update(text).digest("hex"));
  }
});

test("a pasted value is known by its digest, wherever in the text it stands, and only its public part is left", () => {
  for (const prefix of ["th", "acme2"]) {
    const { value, hint } = mint(prefix);
    const digest = createHash("sha256").update(value).digest("hex");
    for (const text of [value, `Bearer ${value}`, `TOKEN="${value}"`, `x\n${value}\n`, `my_${value}`]) {
      expect(seek(text)).toEqual({ text: hint, digest });
    }
  }
});

test("nothing of a secret is searched for, not even of one that is cut off or mistyped", () => {
  const { value } = mint();
  const publicPart = value.slice(0, value.lastIndexOf("_") + 1);
  for (let length = publicPart.length + 1; length < value.length; length++) {
    expect(seek(value.slice(0, length))).toEqual({ text: publicPart, broken: true });
  }
  const mistyped = value.slice(0, -1) + (value.endsWith("0") ? "1" : "0");
  for (const text of [mistyped, `${value}x`, `Bearer ${mistyped}!`]) {
    expect(seek(text)).toEqual({ text: publicPart, broken: true });
  }
});

test("a secret without the rest of its value is not searched for either", () => {
  const { value } = mint();
  const secret = value.slice(value.lastIndexOf("_") + 1);
  for (const text of [secret, `token ${secret}`, secret.slice(1)]) {
    expect(seek(text)).toEqual({ text: "", broken: true });
  }
});

test("anything else is searched for as it was typed", () => {
  for (const text of [
    "",
    "nightly export",
    "thp_4fQ0kZ8mW2xC",
    "thp_4fQ0kZ8mW2xC_…",
    crypto.randomUUID(),
    sha256(""),
  ]) {
    expect(seek(text)).toEqual({ text });
  }
});

test("the address bar's filter keeps what a list understands and drops the rest", () => {
  const filter = {
    status: "active",
    expiresWithinDays: 14,
    search: "42",
    digest: "ab".repeat(32),
    scope: "orders:read:eu/*",
    expiresFrom: "2026-11-22",
    createdTo: "2026-02-28",
    sort: "-lastUsedAt",
  } as const;
  expect(readFilter({ ...filter, search: 42, page: 3 })).toEqual(filter);
  const nonsense = {
    digest: "AB",
    scope: "a b",
    expiresFrom: "2026-13-01",
    createdTo: 7,
    expiresWithinDays: 1.5,
  };
  expect(readFilter({ ...nonsense, status: "gone", search: "", sort: "digest", kind: "service" })).toEqual(
    {},
  );
  expect(readProjectFilter({ kind: "service", holder: "me" })).toEqual({ kind: "service" });
});

test("days are asked for from their beginning to their end where the reader is", () => {
  const midnight = (day: string) => new Date(`${day}T00:00`).toISOString();
  expect(queryOf({ scope: "*", lastUsedFrom: "2026-10-24", lastUsedTo: "2026-10-25" })).toEqual({
    scope: "*",
    lastUsedAfter: midnight("2026-10-24"),
    lastUsedBefore: midnight("2026-10-26"),
  });
  expect(daysText("2026-11-01", "2026-11-05")).toMatch(/^1\s?–\s?5 Nov 2026$/);
  expect(daysText("2026-11-01", undefined)).toBe("since 1 Nov 2026");
  expect(daysText(undefined, "2026-11-05")).toBe("until 5 Nov 2026");
});
