import { readHex } from "./digest-table.ts";

/** How many words an id takes. */
export const ID_WORDS = 4;

/** Writes a UUID (RFC 9562 §4) into four words, a third of what its text takes. */
export function writeId(id: string, words: Uint32Array, at: number): void {
  words[at] = (readHex(id, 0) << 16) | readHex(id, 4);
  words[at + 1] = (readHex(id, 9) << 16) | readHex(id, 14);
  words[at + 2] = (readHex(id, 19) << 16) | readHex(id, 24);
  words[at + 3] = (readHex(id, 28) << 16) | readHex(id, 32);
}

/** The text of the UUID in four words, made in one piece: joining its parts would take four times as long. */
export function readId(words: Uint32Array, at: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = [words[at], words[at + 1], words[at + 2], words[at + 3]];
  // prettier-ignore
  return String.fromCharCode(
    digit(a, 28), digit(a, 24), digit(a, 20), digit(a, 16), digit(a, 12), digit(a, 8), digit(a, 4), digit(a, 0), DASH,
    digit(b, 28), digit(b, 24), digit(b, 20), digit(b, 16), DASH, digit(b, 12), digit(b, 8), digit(b, 4), digit(b, 0), DASH,
    digit(c, 28), digit(c, 24), digit(c, 20), digit(c, 16), DASH, digit(c, 12), digit(c, 8), digit(c, 4), digit(c, 0),
    digit(d, 28), digit(d, 24), digit(d, 20), digit(d, 16), digit(d, 12), digit(d, 8), digit(d, 4), digit(d, 0),
  );
}

const DASH = 0x2d;
const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

function digit(word: number, shift: number): number {
  return DIGITS[(word >>> shift) & 15] ?? 0;
}
