/** Keeps of the address bar's search the named texts that are there. */
export function readTexts<K extends string>(
  search: Record<string, unknown>,
  ...names: K[]
): { [P in K]?: string } {
  const texts = names.flatMap((name) => {
    const text = search[name];
    // The router reads `?search=42` as a number.
    return (typeof text === "string" || typeof text === "number") && text !== ""
      ? [[name, String(text)]]
      : [];
  });
  return Object.fromEntries(texts) as { [P in K]?: string };
}
