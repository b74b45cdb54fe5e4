/**
 * The one definition of what a token looks like:
 * `<prefix><kind>_<key>_<secret><checksum>`, letters, digits and `_` only, so that a double click selects all of it.
 */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const KEY_LENGTH = 12;
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const SHAPE = /^([a-z][a-z0-9]{1,9})([ps])_([0-9A-Za-z]{12})_[0-9A-Za-z]{38}$/;

/** Who holds the token: a person (`personal`, letter `p`) or a service account (`service`, letter `s`). */
export type TokenKind = "personal" | "service";

/** What the public part of a value says. `key` is unique and safe in logs; `hint` is the partial view `thp_4fQ0kZ8mW2xC_…`. */
export interface TokenParts {
  prefix: string;
  kind: TokenKind;
  key: string;
  hint: string;
}

/** Where the randomness comes from: returns as many fresh random bytes as asked. */
export type RandomBytes = (count: number) => Uint8Array;

/** Matches a value that uses `prefix` anywhere in a text, for secret scanners. */
export function tokenPattern(prefix = "th"): RegExp {
  return new RegExp(String.raw`\b${prefix}[ps]_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}\b`, "g");
}

/** Whether `prefix` may be the brand part of a token: a lower-case letter, then 1 to 9 lower-case letters or digits. */
export function isTokenPrefix(prefix: string): boolean {
  return /^[a-z][a-z0-9]{1,9}$/.test(prefix);
}

/**
 * Makes a new value and its public parts. The secret holds 190 bits drawn from `random`.
 *
 * @example
 * const { value, hint } = mintToken("th", "personal", (count) => crypto.getRandomValues(new Uint8Array(count)));
 */
export function mintToken(
  prefix: string,
  kind: TokenKind,
  random: RandomBytes,
): TokenParts & { value: string } {
  if (!isTokenPrefix(prefix)) throw new TypeError(`a token prefix must match [a-z][a-z0-9]{1,9}`);
  const key = base62(KEY_LENGTH, random);
  const body = `${prefix}${kind === "personal" ? "p" : "s"}_${key}_${base62(SECRET_LENGTH, random)}`;
  return { value: body + checksum(body), prefix, kind, key, hint: hintOf(body) };
}

/**
 * Reads the public parts of a value, or answers `undefined` when its shape or its checksum is wrong.
 * Nothing is trimmed, folded or normalised: a value is right to the letter or not at all.
 */
export function parseToken(value: string): TokenParts | undefined {
  const match = SHAPE.exec(value);
  if (!match) return undefined;
  const body = value.slice(0, -CHECKSUM_LENGTH);
  if (checksum(body) !== value.slice(-CHECKSUM_LENGTH)) return undefined;
  const [, prefix = "", letter, key = ""] = match;
  return { prefix, kind: letter === "p" ? "personal" : "service", key, hint: hintOf(body) };
}

/** CRC-32 (ISO-HDLC) of an ASCII text in base62, six characters, left-padded with `0`. */
export function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index++) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ text.charCodeAt(index)) & 0xff] ?? 0);
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let digits = "";
  for (let place = 0; place < CHECKSUM_LENGTH; place++) {
    digits = ALPHABET.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

function hintOf(body: string): string {
  return `${body.slice(0, body.lastIndexOf("_"))}_…`;
}

/** Each byte gives six bits; 62 and 63 are thrown away, so that every character is equally likely. */
function base62(length: number, random: RandomBytes): string {
  let text = "";
  while (text.length < length) {
    for (const byte of random(length)) {
      const six = byte & 63;
      if (six < 62 && text.length < length) text += ALPHABET.charAt(six);
    }
  }
  return text;
}
