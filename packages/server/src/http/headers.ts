/** What goes over the wire where no framework writes it: header names and values in turn, as `writeHead` takes them. */
export interface Answer {
  status: number;
  headers: string[];
  body?: Buffer | string;
}

/** Adds headers to those of an answer. */
export function appendHeaders(headers: string[], more: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(more)) headers.push(name, value);
}
