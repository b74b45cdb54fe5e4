/** How many words an id takes. */
export const ID_WORDS = 4;

/** Writes a UUID (RFC 9562 §4) into four words, a third of what its text takes. */
export function writeId(id: string, words: Uint32Array, at: number): void {
  const digits = id.replaceAll("-", "");
  for (let word = 0; word < ID_WORDS; word++) {
    words[at + word] = Number.parseInt(digits.slice(word * 8, word * 8 + 8), 16);
  }
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
