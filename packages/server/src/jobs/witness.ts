import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Where heads are kept that nobody can take back: resolves once it has what it was told. */
export type Witness = (checkpoint: string) => Promise<void>;

const ANSWERS_WITHIN_MS = 5_000;

/** A file that gets a line of JSON for each, or a web hook that gets it by POST. */
export function openWitness(url: URL, answersWithinMs = ANSWERS_WITHIN_MS): Witness {
  return url.protocol === "file:" ? toFile(fileURLToPath(url)) : toHook(url, answersWithinMs);
}

function toFile(path: string): Witness {
  return async (checkpoint) => {
    const file = await open(path, "a", 0o600);
    try {
      await file.write(`${tellingOf(checkpoint)}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
  };
}

function toHook(url: URL, answersWithinMs: number): Witness {
  return async (checkpoint) => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: tellingOf(checkpoint),
      redirect: "error",
      signal: AbortSignal.timeout(answersWithinMs),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`The witness of the audit log answered with ${answer.status}`);
  };
}

function tellingOf(checkpoint: string): string {
  return JSON.stringify({ at: new Date().toISOString(), checkpoint });
}
