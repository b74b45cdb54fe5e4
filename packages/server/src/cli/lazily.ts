/** What only a server's own machine can do is loaded only there: a command that asks a server starts at once. */
export function lazily<A extends unknown[]>(
  load: () => Promise<(...given: A) => Promise<void>>,
): (...given: A) => Promise<void> {
  return async (...given) => (await load())(...given);
}
