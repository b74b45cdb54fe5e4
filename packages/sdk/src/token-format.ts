/**
 * The one definition of what a token looks like:
 * `<prefix><kind>_<key>_<secret><checksum>`, letters, digits and `_` only, so that a double click selects all of it.
 */

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const KEY_LENGTH = 12;
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const LENGTH_FROM_KIND = "p_".length + KEY_LENGTH + "_".length + SECRET_LENGTH + CHECKSUM_LENGTH;
const LONGEST_PREFIX = 10;
const LONGEST = LONGEST_PREFIX + LENGTH_FROM_KIND;
const [PERSONAL, SERVICE, UNDERSCORE] = [0x70, 0x73, 0x5f];

/** What each ASCII character counts for in base62. */
const DIGIT_OF = Float64Array.from({ length: 128 }, (_, code) => {
  const digit = ALPHABET.indexOf(String.fromCharCode(code));
  return digit === -1 ? NaN : digit;
});

/** For counting the `_` of a text: any other character that is no digit counts for more than a value has. */
const FOREIGN = 8;
const UNDERSCORES_OF = Uint8Array.from(DIGIT_OF, (digit, code) => {
  if (code === UNDERSCORE) return 1;
  return Number.isNaN(digit) ? FOREIGN : 0;
});

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
  if (!isWellFormed(value)) return undefined;
  const kindAt = value.length - LENGTH_FROM_KIND;
  return {
    prefix: value.slice(0, kindAt),
    kind: value.charCodeAt(kindAt) === PERSONAL ? "personal" : "service",
    key: value.slice(kindAt + 2, kindAt + 2 + KEY_LENGTH),
    hint: hintOf(value),
  };
}

/** Whether a text has the shape and the checksum of a value, which is all that can be told without asking. */
export function isWellFormed(value: string): boolean {
  if (typeof value !== "string" || value.length > LONGEST) return false;
  // Reading a character of a string costs more than reading a byte; every check begins with this.
  if (encoder.encodeInto(value, bytes).written !== value.length) return false;
  const kindAt = value.length - LENGTH_FROM_KIND;
  const kind = bytes[kindAt];
  return (
    isPrefix(kindAt) &&
    (kind === PERSONAL || kind === SERVICE) &&
    bytes[kindAt + 1] === UNDERSCORE &&
    bytes[kindAt + 2 + KEY_LENGTH] === UNDERSCORE &&
    crcOfBody(value.length - CHECKSUM_LENGTH) === readChecksum(value.length)
  );
}

const encoder = new TextEncoder();
/** The value that is looked at: what is longer in bytes than in characters is not ASCII. */
const bytes = new Uint8Array(LONGEST + 3);

/** A lower-case letter, then 1 to 9 lower-case letters or digits. */
function isPrefix(end: number): boolean {
  if (end < 2 || end > LONGEST_PREFIX || !isLowerCase(bytes[0])) return false;
  for (let at = 1; at < end; at++) if (!isLowerCase(bytes[at]) && !isDigit(bytes[at])) return false;
  return true;
}

function isLowerCase(code = 0): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isDigit(code = 0): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** The last six characters as the number that they write; NaN for what is no number. */
function readChecksum(end: number): number {
  let number = 0;
  for (let at = end - CHECKSUM_LENGTH; at < end; at++) {
    number = number * 62 + (DIGIT_OF[bytes[at] ?? 0] ?? NaN);
  }
  return number;
}

/** CRC-32 (ISO-HDLC) of an ASCII text in base62, six characters, left-padded with `0`. */
export function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) crc = addToCrc(crc, text.charCodeAt(at));
  let rest = (crc ^ 0xffffffff) >>> 0;
  let digits = "";
  for (let place = 0; place < CHECKSUM_LENGTH; place++) {
    digits = ALPHABET.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/**
 * The CRC-32 of all before `end`, or -1 when that holds other characters than digits and two `_`. Each byte is read
 * once, and the sum takes four at a time («slicing by four», Kounavis and Berry 2005).
 */
function crcOfBody(end: number): number {
  let crc = 0xffffffff;
  let underscores = 0;
  let at = 0;
  for (; at + 4 <= end; at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    underscores += underscoresOf(a) + underscoresOf(b) + underscoresOf(c) + underscoresOf(d);
    crc ^= a | (b << 8) | (c << 16) | (d << 24);
    crc = crcEntry(3, crc) ^ crcEntry(2, crc >>> 8) ^ crcEntry(1, crc >>> 16) ^ crcEntry(0, crc >>> 24);
  }
  for (; at < end; at++) {
    const code = bytes[at] ?? 0;
    underscores += underscoresOf(code);
    crc = addToCrc(crc, code);
  }
  return underscores === 2 ? (crc ^ 0xffffffff) >>> 0 : -1;
}

function underscoresOf(code: number): number {
  return UNDERSCORES_OF[code] ?? FOREIGN;
}

function addToCrc(crc: number, code: number): number {
  return (crc >>> 8) ^ crcEntry(0, crc ^ code);
}

function crcEntry(zeros: number, byte: number): number {
  return CRC_TABLE[(zeros << 8) | (byte & 0xff)] ?? 0;
}

/** What a byte does to the checksum, followed by none, one, two or three zero bytes. */
const CRC_TABLE = new Int32Array(4 * 256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  CRC_TABLE[byte] = crc;
}
for (let at = 256; at < CRC_TABLE.length; at++) {
  const before = CRC_TABLE[at - 256] ?? 0;
  CRC_TABLE[at] = (before >>> 8) ^ (CRC_TABLE[before & 0xff] ?? 0);
}

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
