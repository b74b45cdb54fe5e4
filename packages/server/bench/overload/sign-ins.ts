import { setTimeout as delay } from "node:timers/promises";

/** What came of the sign-ins of a flood. */
export interface SignIns {
  /** Those whose password was looked at. */
  wrong: number;
  /** Those that were sent away, since there were too many. */
  refused: number;
}

/**
 * Guesses passwords as long as the work takes, each from an address of its own and for somebody else. The work begins
 * once all guessers have had an answer: that they all connect at one moment is no part of a flood that lasts.
 */
export async function besideSignIns<T>(
  { url, guessers }: { url: string; guessers: number },
  work: () => Promise<T>,
): Promise<{ result: T; signIns: SignIns }> {
  const signIns: SignIns = { wrong: 0, refused: 0 };
  const over = new AbortController();
  let tried = 0;
  const begun = Promise.withResolvers<void>();
  const guess = async () => {
    const n = tried++;
    const { status } = await fetch(`${url}/v1/session`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Forwarded-For": `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
      },
      body: JSON.stringify({ email: `nobody.${n}@example.com`, password: "a guess like any other" }),
    });
    if (status === 401) signIns.wrong++;
    else signIns.refused++;
    if (signIns.wrong + signIns.refused >= guessers) begun.resolve();
    // A second, as the answer asks for, would be no flood.
    if (status === 503) await delay(PAUSE_MS);
  };
  const guessing = Array.from({ length: guessers }, async () => {
    while (!over.signal.aborted) await guess().catch(() => undefined);
  });
  try {
    await begun.promise;
    return { result: await work(), signIns };
  } finally {
    over.abort();
    await Promise.all(guessing);
  }
}

const PAUSE_MS = 50;
