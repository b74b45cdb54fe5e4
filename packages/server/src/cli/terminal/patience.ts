const CLEARED = "\r\u001B[K";

/**
 * Does work, and on a terminal says for how long, from its first second on; what it says is gone when the work is done.
 * Work that leaves nothing else a turn is announced `atOnce`.
 */
export async function whileWaiting<T>(
  what: string,
  work: () => Promise<T>,
  { atOnce = false } = {},
): Promise<T> {
  if (!process.stderr.isTTY) return work();
  if (atOnce) process.stderr.write(`${what} …`);
  let seconds = 0;
  const ticking = setInterval(() => process.stderr.write(`${CLEARED}${what} … ${++seconds} s`), 1000);
  try {
    return await work();
  } finally {
    clearInterval(ticking);
    if (atOnce || seconds > 0) process.stderr.write(CLEARED);
  }
}
