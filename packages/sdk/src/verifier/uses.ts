import { TokenhouseError } from "../errors.ts";
import type { Memory } from "./memory.ts";
import type { Report, ReportedDenial, Server } from "./server.ts";

/** Tells the server what was answered from memory. */
export interface UseReporter {
  /** Notes a refusal, for the next report. */
  note(denial: ReportedDenial): void;
  /** Sends what there is, as a verifier registered under this id. What could not be sent is kept for the next time. */
  send(id: string): Promise<void>;
}

/** How many uses, and how many refusals, one report holds. */
const MOST_AT_ONCE = 1000;
/** How many refusals wait at most while the server cannot be reached; then the oldest are forgotten. */
const MOST_DENIALS = 10_000;

export function createUseReporter(server: Server, memory: Memory): UseReporter {
  const denials: ReportedDenial[] = [];
  let unsent: Report | undefined;
  let sending: Promise<void> = Promise.resolve();

  function nextReport(): Report | undefined {
    const report = { uses: memory.drainUses(MOST_AT_ONCE), denials: denials.splice(0, MOST_AT_ONCE) };
    return report.uses.length + report.denials.length > 0 ? report : undefined;
  }

  /** No more than was there at first: what comes meanwhile is for the next time. */
  async function sendAll(id: string): Promise<void> {
    unsent ??= nextReport();
    while (unsent) {
      await server.report(id, unsent).catch(ignoreFault);
      const wasFull: boolean = isFull(unsent);
      unsent = undefined;
      if (wasFull) unsent = nextReport();
    }
  }

  return {
    note(denial) {
      denials.push(denial);
      if (denials.length > MOST_DENIALS) denials.splice(0, MOST_DENIALS / 10);
    },
    send(id) {
      sending = sending.catch(() => undefined).then(() => sendAll(id));
      return sending;
    },
  };
}

function isFull({ uses, denials }: Report): boolean {
  return uses.length === MOST_AT_ONCE || denials.length === MOST_AT_ONCE;
}

/** A report that the server cannot take will never be taken; any other may be, another time. */
function ignoreFault(error: unknown): void {
  if (!(error instanceof TokenhouseError) || (error.status !== 400 && error.status !== 413)) throw error;
}
