import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 60_000;

/** Looks again and again until something is found; gives up after a minute, and says why. */
export async function until<T>(
  find: () => T | undefined | Promise<T | undefined>,
  why: () => string,
): Promise<T> {
  const endsAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > endsAt) throw new Error(why());
    await delay(50);
  }
}
