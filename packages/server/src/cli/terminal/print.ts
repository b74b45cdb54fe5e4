import { stripVTControlCharacters, styleText } from "node:util";

/** Prints an answer: in words for whoever looks at a terminal, else, or where it is asked for, in the JSON of the API. */
export function print(answer: unknown, { json }: { json?: true }, inWords: () => string): void {
  const isForPrograms = json === true || !process.stdout.isTTY;
  process.stdout.write(isForPrograms ? `${JSON.stringify(answer, null, 2)}\n` : `${inWords()}\n`);
}

/** For a person, beside the answer. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Lines of columns, each as wide as its widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => stripVTControlCharacters(cell)));
  const widths = head.map((name, n) => Math.max(name.length, ...cells.map((row) => row[n]?.length ?? 0)));
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join("  ")
      .trimEnd();
  return [styleText("bold", lineOf(head)), ...cells.map(lineOf)].join("\n");
}

/** A name and what it is, line by line; what there is none of is left out. */
export function sheet(entries: Record<string, string | undefined>): string {
  const told = Object.entries(entries).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const width = Math.max(...told.map(([name]) => name.length));
  return told
    .map(([name, value]) => `${styleText("bold", name.padEnd(width))}  ${stripVTControlCharacters(value)}`)
    .join("\n");
}

/** To the minute, in the time zone of whoever reads it; a dash for never. */
export function instant(at: string | null): string {
  if (at === null) return "–";
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }).format(new Date(at));
}
