import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeEmail, slugOf } from "../../src/core/person.ts";

const texts = fc.string({ unit: "binary" }).filter((text) => text.isWellFormed());

describe("an e-mail address", () => {
  it.each([
    "Ada@Example.com",
    " ada@example.com\t",
    "ADA@EXAMPLE.COM",
    "\u{FF21}\u{FF44}\u{FF41}@example.com",
    "ada\u{FF20}example.com",
    "ada@example\u{FF0E}com",
    "ada@exampl\u{212F}.com",
  ])("in the spelling %j is the same person's", (spelling) => {
    expect(normalizeEmail(spelling)).toBe("ada@example.com");
  });

  it("composed or decomposed, in capitals or not, is the same person's", () => {
    const spellings = ["J\u{30C}o\u{308}rg@x.de", "\u{1F0}\u{F6}RG@x.de", "\u{1F0}O\u{308}RG@X.DE"];
    expect(new Set(spellings.map(normalizeEmail))).toEqual(new Set(["\u{1F0}\u{F6}rg@x.de"]));
  });

  it("of two people stays two", () => {
    expect(normalizeEmail("ada+ci@example.com")).not.toBe(normalizeEmail("ada@example.com"));
    expect(normalizeEmail("a.da@example.com")).not.toBe(normalizeEmail("ada@example.com"));
    expect(normalizeEmail("\u{430}da@example.com")).not.toBe(normalizeEmail("ada@example.com"));
  });

  it("normalised once is normalised for good", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = normalizeEmail(text);
        expect(normalizeEmail(once)).toBe(once);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("a project's slug", () => {
  it.each([
    ["Default", "default"],
    ["Acme, Inc. (EU)", "acme-inc-eu"],
    ["Über Größe", "uber-gro-e"],
    ["  --x--  ", "x"],
    ["日本語", "project"],
    ["", "project"],
    [`${"a".repeat(62)} b`, "a".repeat(62)],
  ])("of %j is %j", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it("fits into a header and into an address, whatever the name", () => {
    const long = fc.array(fc.oneof(texts, fc.constantFrom("a", " ", "Z", "ß", "-")), { maxLength: 90 });
    fc.assert(
      fc.property(long, (parts) => {
        const slug = slugOf(parts.join(""));
        expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
        expect(slug.length).toBeLessThanOrEqual(63);
      }),
    );
  });
});
