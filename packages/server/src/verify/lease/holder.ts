import { answerBy, NOBODY_WAITS } from "./machine.ts";
import type { HolderOptions, RenewalState } from "./renewal.ts";
import { renewOnSession } from "./renewal.ts";
import { standingOf } from "./term.ts";

/** The right to act on what is held or read, for a time that is measured here and by nobody else. */
export interface HeldLease {
  /** The revision up to which all that has changed is forgotten. */
  readonly applied: number;
  /** When this machine's clocks were last found not to have gone on alike, by the time of day; -Infinity = never. */
  readonly doubtedAt: number;
  /** Whether an answer may be given now. To be asked in the turn of each decision: no timer ends a lease in time. */
  isInForce(): boolean;
  /**
   * Whether a record that was read at `revision` may be stored, or acted on. To be asked in the turn that stores it: a
   * read that was under way while its change was applied would bring back what that change ended.
   */
  admits(revision: number): boolean;
  /** Renews where no lease is in force: once, for all who ask. Answers whether one is now. */
  ensure(): Promise<boolean>;
  /** There may be news: renews soon. Nothing depends on it. */
  wake(): void;
  /** Ends the lease here, then deletes its row, so that no change waits for it. */
  release(): Promise<void>;
}

interface State extends RenewalState {
  renewing: Promise<void> | undefined;
  /** After a failure: those who ask must not become a storm of connections. */
  pausedUntil: number;
  doubtedAt: number;
  rest: AbortController;
}

const PAUSE_MS = 50;

/** Takes a lease and keeps it, until it is released. */
export function openHeldLease(options: HolderOptions): HeldLease {
  const state: State = {
    ...options,
    id: undefined,
    applied: 0,
    term: undefined,
    session: undefined,
    renewing: undefined,
    pausedUntil: -Infinity,
    doubtedAt: -Infinity,
    rest: new AbortController(),
    isReleased: false,
  };
  void keep(state);
  return {
    get applied() {
      return state.applied;
    },
    get doubtedAt() {
      return state.doubtedAt;
    },
    isInForce: () => isInForce(state),
    admits: (revision) => revision >= state.applied,
    async ensure() {
      if (!isInForce(state)) await renew(state);
      return isInForce(state);
    },
    wake: () => state.rest.abort(NOBODY_WAITS),
    release: () => release(state),
  };
}

function isInForce(state: State): boolean {
  if (!state.term) return false;
  const standing = standingOf(state.term, state);
  if (standing === "doubtful") {
    // For good: the clocks may come to agree again by chance.
    state.term = undefined;
    state.doubtedAt = state.machine.now();
    state.rest.abort(NOBODY_WAITS);
  }
  return standing === "running";
}

/** Every third of the lease, so that one renewal may fail and the next still comes in time. */
async function keep(state: State): Promise<void> {
  const { machine, leaseMs } = state;
  while (!state.isReleased) {
    state.rest = new AbortController();
    await renew(state);
    const dueAt = Math.max(state.pausedUntil, (state.term?.beganAt ?? -Infinity) + leaseMs / 3);
    await machine.sleep(Math.max(0, dueAt - machine.monotonic()), state.rest.signal);
  }
}

async function renew(state: State): Promise<void> {
  state.renewing ??= renewOnce(state).finally(() => {
    state.renewing = undefined;
  });
  await state.renewing;
}

/** A session that was kept may have ended long ago: one more try, on a new one. */
async function renewOnce(state: State): Promise<void> {
  const isDue = !state.isReleased && state.machine.monotonic() >= state.pausedUntil;
  const isKept = state.session !== undefined;
  if (isDue && !(await renewOnSession(state)) && !(isKept && (await renewOnSession(state)))) {
    state.pausedUntil = state.machine.monotonic() + PAUSE_MS;
  }
}

async function release(state: State): Promise<void> {
  const { machine } = state;
  state.isReleased = true;
  state.term = undefined;
  state.rest.abort(NOBODY_WAITS);
  // A statement under way could write the row once more.
  await state.renewing;
  const { id, session } = state;
  if (id === undefined || !session) return;
  const remove = () => session.remove(id);
  await answerBy(machine, machine.monotonic() + state.leaseMs / 3, remove).catch(() => undefined);
  session.discard();
}
