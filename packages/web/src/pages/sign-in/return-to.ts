/** Where to go after signing in: a path of this page, never another site's address. */
export function readReturnTo(search: Record<string, unknown>): { returnTo?: string } {
  const { returnTo } = search;
  return typeof returnTo === "string" && /^\/(?![/\\])/.test(returnTo) ? { returnTo } : {};
}
