type Cell = string | number | null;

/**
 * Rows as CSV (RFC 4180) under a line of column names. A cell that a spreadsheet would take for a formula is told to
 * be text by a leading apostrophe.
 */
export function csvOf<C extends string>(
  columns: readonly C[],
  rows: readonly Readonly<Record<C, Cell>>[],
): string {
  const lines = rows.map((row) => columns.map((column) => cellOf(row[column])).join(","));
  return `${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

function cellOf(value: Cell): string {
  const text = String(value ?? "");
  const harmless = /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
