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

/** The text of the UUID in four words. */
export function readId(words: Uint32Array, at: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = [words[at], words[at + 1], words[at + 2], words[at + 3]];
  return `${hex(a >>> 16)}${hex(a)}-${hex(b >>> 16)}-${hex(b)}-${hex(c >>> 16)}-${hex(c)}${hex(d >>> 16)}${hex(d)}`;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The last 16 bits as four digits. */
function hex(number: number): string {
  return `${HEX[(number >>> 8) & 0xff]}${HEX[number & 0xff]}`;
}
