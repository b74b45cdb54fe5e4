import { AsyncLocalStorage } from "node:async_hooks";

const lane = new AsyncLocalStorage<"changes">();

/**
 * Runs work on the connections that are kept for changes, from its first statement to its last one: however many wait
 * for one to read, it waits for none of them. SQLite has one connection, which nobody waits for.
 */
export function inChangeLane<T>(work: () => T): T {
  return lane.run("changes", work);
}

export function isInChangeLane(): boolean {
  return lane.getStore() === "changes";
}
