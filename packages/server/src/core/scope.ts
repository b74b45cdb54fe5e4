/**
 * A scope says what a token may do: `*` (all that the holder may do), or `name:verb` with an optional resource part,
 * `orders:read` or `orders:read:eu/*`. `*` as the verb means every verb.
 */
export const SCOPE_PATTERN =
  /^(?:\*|[a-z][a-z0-9_.-]*:(?:\*|[a-z][a-z0-9_-]*)(?::[A-Za-z0-9_.@-]+(?:\/[A-Za-z0-9_.@-]+)*(?:\/\*)?)?)$/;

/** Whether `held` allows everything that `wanted` allows. */
export function covers(held: string, wanted: string): boolean {
  if (held === "*") return true;
  const [name, verb, resource] = held.split(":", 3);
  const [wantedName, wantedVerb, wantedResource] = wanted.split(":", 3);
  if (name !== wantedName) return false;
  if (verb !== "*" && verb !== wantedVerb) return false;
  return resource === undefined || coversResource(resource, wantedResource);
}

function coversResource(held: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return false;
  return held === wanted || (held.endsWith("/*") && wanted.startsWith(held.slice(0, -1)));
}

/** Whether the held scopes together allow every wanted one. No scope held allows nothing. */
export function coverAll(held: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((scope) => held.some((own) => covers(own, scope)));
}
