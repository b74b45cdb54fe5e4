import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mintToken } from "@tokenhouse/sdk";
import { holdsToken, redactTokens } from "../../src/core/redact.ts";

const prefixes = fc.stringMatching(/^[a-z][a-z0-9]{1,9}$/);
const kinds = fc.constantFrom("personal" as const, "service" as const);
const draws = fc.uint8Array({ minLength: 256, maxLength: 256 });
const minted = fc.tuple(prefixes, kinds, draws).map(([prefix, kind, bytes]) => {
  let drawn = 0;
  return mintToken(prefix, kind, (count) =>
    Uint8Array.from({ length: count }, () => ((bytes[drawn++ % 256] ?? 0) + drawn) & 0xff),
  );
});
/** What stands before a value where values leak: headers, addresses in both spellings, JSON, file names, other values. */
const BEFORE = [
  "",
  "Bearer ",
  "token=",
  "?access_token=%20",
  "Bearer%20",
  '{"a":"',
  String.raw`\n`,
  "my_",
  "x",
  "9",
];
const surroundings = fc.tuple(fc.constantFrom(...BEFORE), fc.oneof(fc.constantFrom("", ".", "&b=1", '"}'), fc.string())); // prettier-ignore

describe("a text in which a value stands", () => {
  it("keeps the hint and loses the secret, wherever in the text it is", () => {
    fc.assert(
      fc.property(minted, surroundings, ({ value, hint }, [before, after]) => {
        const text = `${before}${value}${after}`;
        expect(holdsToken(text)).toBe(true);
        expect(redactTokens(text)).toContain(hint);
        expect(redactTokens(text)).not.toContain(value.slice(-38));
      }),
    );
  });

  it("loses every value of several", () => {
    fc.assert(
      fc.property(
        fc.array(minted, { minLength: 2, maxLength: 4 }),
        fc.constantFrom(" ", ",", "\n", ""),
        (all, glue) => {
          const redacted = redactTokens(all.map(({ value }) => value).join(glue));
          expect(all.filter(({ value }) => redacted.includes(value.slice(-38)))).toEqual([]);
        },
      ),
    );
  });
});

describe("a text without a value", () => {
  it("stays as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!/_[0-9A-Za-z]{12}_/.test(text));
        expect(redactTokens(text)).toBe(text);
        expect(holdsToken(text)).toBe(false);
      }),
    );
  });

  it("may hold a hint, which is for everybody's eyes", () => {
    fc.assert(
      fc.property(minted, ({ hint }) => {
        expect(redactTokens(`token ${hint} revoked`)).toBe(`token ${hint} revoked`);
        expect(holdsToken(hint)).toBe(false);
      }),
    );
  });
});
