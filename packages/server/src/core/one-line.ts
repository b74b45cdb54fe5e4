/** Longer than any name, shorter than a line of a mail may be (RFC 5322 §2.1.1). */
const LINE_LENGTH = 300;

/** Text that people wrote elsewhere, as one line: nothing that begins another line, or turns the reading direction. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, "")
    .trim()
    .slice(0, LINE_LENGTH)
    .toWellFormed();
}
