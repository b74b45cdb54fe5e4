/** Adds headers to those that go over the wire: names and values in turn, as `writeHead` takes them. */
export function appendHeaders(headers: string[], more: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(more)) headers.push(name, value);
}
