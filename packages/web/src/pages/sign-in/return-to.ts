/** Where to go after signing in: a path of this page, never another site's address. */
export function readReturnTo(search: Record<string, unknown>): { returnTo?: string } {
  const { returnTo } = search;
  return typeof returnTo === "string" && /^\/(?![/\\])/.test(returnTo) ? { returnTo } : {};
}

const KEY = "tokenhouse.returnTo";

/** Keeps it while somebody is at the identity provider. */
export function keepReturnTo(returnTo: string): void {
  sessionStorage.setItem(KEY, returnTo);
}

export function takeReturnTo(): string {
  const { returnTo = "/" } = readReturnTo({ returnTo: sessionStorage.getItem(KEY) });
  sessionStorage.removeItem(KEY);
  return returnTo;
}
