/**
 * How often a header stands in a request, of which Node would tell the first one. Asked at every check, so names are
 * compared by length first.
 */
export function countFields(rawHeaders: readonly string[], wanted: string): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    if (name.length === wanted.length && name.toLowerCase() === wanted) count++;
  }
  return count;
}
