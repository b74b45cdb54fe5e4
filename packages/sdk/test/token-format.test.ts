import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestToken, isTokenPrefix, mintToken, parseToken, tokenPattern } from "@tokenhouse/sdk";
import type { RandomBytes } from "@tokenhouse/sdk";
import { checksum, isWellFormed } from "../src/token-format.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LETTERS = Array.from(ALPHABET);
/** Letters and digits that read alike, Cyrillic and Greek twins, and the full-width underscore. */
const LOOKALIKES: Record<string, string> = {
  "0": "O",
  "1": "l",
  O: "0",
  I: "l",
  l: "I",
  _: "\u{FF3F}",
  a: "\u{430}",
  c: "\u{441}",
  e: "\u{435}",
  o: "\u{3BF}",
  p: "\u{440}",
  s: "\u{455}",
  K: "\u{212A}",
  M: "\u{41C}",
  T: "\u{422}",
};
const WHITESPACE = [" ", "\t", "\n", "\r\n", "\u{A0}", "\u{200B}", "\u{FEFF}", "\0"];

const prefixes = fc.stringMatching(/^[a-z][a-z0-9]{1,9}$/);
const kinds = fc.constantFrom("personal" as const, "service" as const);
const randoms = fc.integer().map(seeded);
const minted = fc.tuple(prefixes, kinds, randoms).map((made) => mintToken(...made));

/** A source of bytes that a seed decides: mulberry32. */
function seeded(seed: number): RandomBytes {
  let state = seed;
  return (count) =>
    Uint8Array.from({ length: count }, () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return (mixed ^ (mixed >>> 14)) & 0xff;
    });
}

/** An independent way to the checksum: zlib's CRC-32 and whole-number division. */
function expectedChecksum(text: string): string {
  let rest = BigInt(crc32(text));
  const digits = Array.from({ length: 6 }, () => {
    const digit = ALPHABET.charAt(Number(rest % 62n));
    rest /= 62n;
    return digit;
  });
  return digits.toReversed().join("");
}

/** How far the frequencies of base62 characters are from equal. 61 degrees of freedom: above 110 once in 10 000. */
function chiSquare(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const even = text.length / ALPHABET.length;
  return LETTERS.reduce((sum, one) => sum + ((counts.get(one) ?? 0) - even) ** 2 / even, 0);
}

function accepted(variants: readonly string[]): readonly string[] {
  return variants.filter((variant) => parseToken(variant) !== undefined);
}

describe("a minted value", () => {
  it("has the shape of the contract, part by part", () => {
    fc.assert(
      fc.property(prefixes, kinds, randoms, (prefix, kind, random) => {
        const { value } = mintToken(prefix, kind, random);
        const letter = kind === "personal" ? "p" : "s";
        expect(value).toMatch(new RegExp(`^${prefix}${letter}_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$`));
        expect(value.slice(-6)).toBe(expectedChecksum(value.slice(0, -6)));
      }),
    );
  });

  it("parses back to the parts it was minted with", () => {
    fc.assert(
      fc.property(minted, ({ value, ...parts }) => {
        expect(parseToken(value)).toEqual(parts);
      }),
    );
  });

  it("shows prefix, kind and key in its hint and nothing of the secret", () => {
    fc.assert(
      fc.property(minted, ({ value, prefix, kind, key, hint }) => {
        expect(hint).toBe(`${prefix}${kind === "personal" ? "p" : "s"}_${key}_…`);
        expect(value.startsWith(hint.slice(0, -1))).toBe(true);
      }),
    );
  });

  it("draws every base62 character equally often, where a remainder of bytes would not", () => {
    const random = seeded(20_261_122);
    const secrets = Array.from({ length: 4000 }, () =>
      mintToken("th", "personal", random).value.slice(17, 49),
    );
    const remainders = Array.from(random(128_000), (byte) => ALPHABET.charAt(byte % 62));
    expect(chiSquare(secrets.join(""))).toBeLessThan(110);
    expect(chiSquare(remainders.join(""))).toBeGreaterThan(500);
  });

  it("takes its secret from the random source alone", () => {
    const [one, same, other] = [1, 1, 2].map((seed) => mintToken("th", "service", seeded(seed)).value);
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });
});

describe("parseToken refuses", () => {
  it("every single character changed to any other", () => {
    fc.assert(
      fc.property(minted, ({ value }) => {
        const edits = Array.from(value).flatMap((own, at) =>
          [...LETTERS, "_", "-", " "]
            .filter((other) => other !== own)
            .map((other) => value.slice(0, at) + other + value.slice(at + 1)),
        );
        expect(accepted(edits)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it("every truncation, extension and change of a single character of 1 000 values, all of them", () => {
    const random = seeded(20_261_123);
    const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
    const wrong: string[] = [];
    const refuse = (text: string, value: string) => {
      if (text !== value && isWellFormed(text)) wrong.push(text);
    };
    for (let number = 0; number < 1000; number++) {
      const { value } = mintToken("th", number % 2 ? "personal" : "service", random);
      for (let at = 0; at < value.length; at++) {
        const [before, after] = [value.slice(0, at), value.slice(at + 1)];
        refuse(before, value);
        refuse(after, value);
        for (const other of characters) refuse(before + other + after, value);
      }
      for (const extra of characters) {
        refuse(value + extra, value);
        refuse(extra + value, value);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("every truncation from either end", () => {
    fc.assert(
      fc.property(minted, ({ value }) => {
        const lengths = Array.from(value, (_, at) => at);
        expect(
          accepted(lengths.flatMap((length) => [value.slice(0, length), value.slice(length + 1)])),
        ).toEqual([]);
      }),
    );
  });

  it("every extension by one character at either end", () => {
    fc.assert(
      fc.property(minted, ({ value }) => {
        expect(accepted([...LETTERS, "_"].flatMap((extra) => [value + extra, extra + value]))).toEqual([]);
      }),
    );
  });

  it("the value in upper or lower case, or with the case of one letter changed", () => {
    fc.assert(
      fc.property(minted, ({ value }) => {
        const flipped = Array.from(value).map((own, at) => {
          const other = own === own.toUpperCase() ? own.toLowerCase() : own.toUpperCase();
          return value.slice(0, at) + other + value.slice(at + 1);
        });
        const variants = [...flipped, value.toUpperCase(), value.toLowerCase()];
        expect(accepted(variants.filter((variant) => variant !== value))).toEqual([]);
      }),
    );
  });

  it("two neighbours swapped", () => {
    fc.assert(
      fc.property(minted, ({ value }) => {
        const swapped = Array.from(value, (own, at) => {
          return value.slice(0, at) + value.slice(at + 1, at + 2) + own + value.slice(at + 2);
        });
        expect(accepted(swapped.filter((variant) => variant !== value))).toEqual([]);
      }),
    );
  });

  it("a character replaced by one that looks like it", () => {
    fc.assert(
      fc.property(minted, ({ value }) => {
        const variants = Array.from(value).flatMap((own, at) => {
          const other = LOOKALIKES[own];
          return other === undefined ? [] : [value.slice(0, at) + other + value.slice(at + 1)];
        });
        expect(variants.length).toBeGreaterThan(0);
        expect(
          accepted([
            ...variants,
            Array.from(value)
              .map((own) => LOOKALIKES[own] ?? own)
              .join(""),
          ]),
        ).toEqual([]);
      }),
    );
  });

  it("white space and invisible characters around it", () => {
    fc.assert(
      fc.property(minted, fc.constantFrom(...WHITESPACE), ({ value }, space) => {
        expect(accepted([space + value, value + space, space + value + space])).toEqual([]);
      }),
    );
  });

  it.each([
    ["space before it", (body: string) => ` ${body}`],
    ["a line before it", (body: string) => `x\n${body}`],
    ["an upper-case prefix", (body: string) => body.replace("th", "TH")],
    ["a prefix that is too long", (body: string) => body.replace("th", "abcdefghijk")],
    ["a prefix that begins with a digit", (body: string) => body.replace("th", "1h")],
    ["another kind", (body: string) => body.replace("thp_", "thx_")],
    ["an upper-case kind", (body: string) => body.replace("thp_", "thP_")],
    ["a shorter key", (body: string) => body.replace(/_./, "_")],
    ["a longer key", (body: string) => body.replace("_", "_0")],
    ["a shorter secret", (body: string) => body.slice(0, -1)],
    ["a longer secret", (body: string) => `${body}0`],
    ["a dash in the secret", (body: string) => `${body.slice(0, -1)}-`],
    ["a letter with an accent in the secret", (body: string) => `${body.slice(0, -1)}é`],
  ])("%s, even under a right checksum", (_, reshape) => {
    const body = reshape(mintToken("th", "personal", seeded(4)).value.slice(0, -6));
    expect(parseToken(body + checksum(body))).toBeUndefined();
  });

  it("a line break after a right checksum", () => {
    expect(parseToken(`${mintToken("th", "personal", seeded(5)).value}\n`)).toBeUndefined();
  });

  it("any text that was not minted, without throwing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(parseToken(text)).toBeUndefined();
      }),
    );
  });
});

describe("the checksum", () => {
  it("is CRC-32 (ISO-HDLC) big-endian in six base62 characters", () => {
    expect(crc32("123456789")).toBe(0xcbf43926);
    expect(checksum("123456789")).toBe("3jZRME");
    expect(checksum("123456789")).toBe(expectedChecksum("123456789"));
  });

  it("is left-padded with 0", () => {
    expect(crc32("")).toBe(0);
    expect(checksum("")).toBe("000000");
  });

  it("agrees with zlib on every ASCII text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        expect(checksum(text)).toBe(expectedChecksum(text));
      }),
    );
  });
});

describe("tokenPattern", () => {
  it("is the contract's regular expression for the default prefix", () => {
    expect(tokenPattern().source).toBe(String.raw`\bth[ps]_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}\b`);
  });

  it("finds every value in a text, and nothing longer", () => {
    fc.assert(
      fc.property(prefixes, kinds, randoms, (prefix, kind, random) => {
        const [one, two] = [mintToken(prefix, kind, random).value, mintToken(prefix, kind, random).value];
        const text = `TOKEN="${one}"; curl -H 'Authorization: Bearer ${two}' # not x${one} nor ${two}9`;
        expect(text.match(tokenPattern(prefix))).toEqual([one, two]);
      }),
    );
  });
});

describe("a prefix", () => {
  it.each(["th", "a1", "acme", "abcdefghij"])("may be %s", (prefix) => {
    expect(isTokenPrefix(prefix)).toBe(true);
  });

  it.each(["", "t", "Th", "1a", "a_b", "a-b", "abcdefghijk", "th ", "t\u{4BB}"])(
    "may not be «%s»",
    (prefix) => {
      expect(isTokenPrefix(prefix)).toBe(false);
      expect(() => mintToken(prefix, "personal", seeded(1))).toThrow(TypeError);
    },
  );
});

describe("the digest", () => {
  it("is SHA-256 of the text in lower-case hexadecimal", () => {
    expect(digestToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("covers the whole value, so that two values that differ anywhere differ in it", () => {
    const { value } = mintToken("th", "personal", seeded(3));
    const digests = Array.from(value, (_, at) => digestToken(`${value.slice(0, at)}-${value.slice(at + 1)}`));
    expect(new Set([...digests, digestToken(value)]).size).toBe(value.length + 1);
  });
});
