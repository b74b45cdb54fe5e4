import { TokenhouseError } from "../errors.ts";
import type { Environment } from "./environment.ts";
import type { Registration, Server } from "./server.ts";
import type { Stock } from "./stock.ts";

/** The right to answer from memory, for a time that is measured here and by nobody else. */
export interface Lease {
  /** The registration that the lease belongs to; undefined while there is none. */
  readonly registration: Registration | undefined;
  /** Whether the server gives leases; one from before they were does not. */
  readonly isOffered: boolean;
  /** Whether memory may answer at this time of day. To be asked at each decision: no timer ends a lease in time. */
  isHeld(nowMs: number): boolean;
  /** Registers and takes the first lease, if the server gives any. */
  join(): Promise<void>;
  /** Renews for as long as `signal` lets it. Every renewal confirms what is applied, so it goes out at once. */
  keep(signal: AbortSignal): Promise<void>;
  /** The server does not know this registration: forgets everything, so that `keep` registers anew. */
  lose(registration: Registration): void;
  /** Ends the lease here, before it is given back. */
  end(): void;
}

export interface LeaseOptions {
  server: Server;
  environment: Environment;
  stock: Stock;
  name: string;
  mode: "memory" | "mirror";
  /** Called after each renewal. */
  onRenewed: (registration: Registration) => void;
}

/** A lease in force: when it began and ends by the monotonic clock, and when it began by the time of day. */
interface Term {
  beganAtMs: number;
  beganAtTimeMs: number;
  endsAtMs: number;
}

interface State extends LeaseOptions {
  registration: Registration | undefined;
  isOffered: boolean;
  isEnded: boolean;
  term: Term | undefined;
  /** Interrupts the renewal under way. */
  renewing: AbortController | undefined;
}

/** While the clocks go on like this, no machine was put to sleep and woken up in between. */
const MOST_DISAGREEMENT_MS = 250;

export function createLease(options: LeaseOptions): Lease {
  const state: State = {
    ...options,
    registration: undefined,
    isOffered: true,
    isEnded: false,
    term: undefined,
    renewing: undefined,
  };
  return {
    get registration() {
      return state.registration;
    },
    get isOffered() {
      return state.isOffered;
    },
    isHeld: (nowMs) => isHeld(state, nowMs),
    join: () => join(state),
    keep: (signal) => keep(state, signal),
    lose: (registration) => lose(state, registration),
    end() {
      state.isEnded = true;
      state.term = undefined;
      state.renewing?.abort();
    },
  };
}

function isHeld(state: State, nowMs: number): boolean {
  const { term, environment } = state;
  if (!term) return false;
  const monotonicMs = environment.monotonicMs();
  const passed = monotonicMs - term.beganAtMs;
  if (Math.abs(nowMs - term.beganAtTimeMs - passed) > MOST_DISAGREEMENT_MS) {
    state.term = undefined;
    state.stock.clear();
    // Its answer may be held for long; the next one is not.
    state.renewing?.abort();
    return false;
  }
  return monotonicMs < term.endsAtMs;
}

function isInForce({ term, environment }: State): boolean {
  return term !== undefined && environment.monotonicMs() < term.endsAtMs;
}

async function join(state: State): Promise<void> {
  const { server, stock, name, mode } = state;
  const registration = await server.register(name, mode).catch(undefinedWhereUnknown);
  state.isOffered = registration !== undefined;
  if (!registration) return;
  if (state.isEnded) return server.release(registration.id);
  state.term = undefined;
  stock.clear(registration.revision);
  state.registration = registration;
  await renew(state, registration, "first");
}

/** The server knows no such verifier, or no such route. */
export function undefinedWhereUnknown(error: unknown): undefined {
  if (!(error instanceof TokenhouseError) || error.status !== 404) throw error;
}

/**
 * With the first renewal the server is told that nothing is applied, as nothing is held. It need not hold its answer to
 * one that is sent while no lease is in force.
 */
async function renew(state: State, registration: Registration, which: "first" | "later"): Promise<void> {
  const { environment, server, stock } = state;
  const renewing = new AbortController();
  state.renewing = renewing;
  // Before anything is sent: the server counts from when it hears of it.
  const beganAtMs = environment.monotonicMs();
  const beganAtTimeMs = environment.nowMs();
  const applied = which === "first" ? 0 : stock.applied;
  const options = { mayWait: isInForce(state), signal: renewing.signal };
  const news = await server.renew(registration, applied, options).catch(undefinedWhereUnknown);
  if (renewing.signal.aborted || state.registration !== registration) return;
  if (!news) return lose(state, registration);
  if (which === "first") stock.clear(news.revision);
  else stock.apply(news);
  const endsAtMs = beganAtMs + registration.leaseMs - registration.marginMs;
  state.term = { beganAtMs, beganAtTimeMs, endsAtMs };
  state.onRenewed(registration);
}

async function keep(state: State, signal: AbortSignal): Promise<void> {
  for (let failures = 0; state.isOffered && !signal.aborted;) {
    const cameOff = await step(state).catch(() => false);
    failures = cameOff ? 0 : failures + 1;
    if (!cameOff) await state.environment.sleep(pauseAfter(state, failures), signal);
  }
}

/** Registers or renews. Answers whether something came of it: what brings nothing must not be asked for in a circle. */
async function step(state: State): Promise<boolean> {
  const { environment, stock, registration, term } = state;
  if (!registration) {
    await join(state);
    return state.term !== undefined;
  }
  const [beganAtMs, applied] = [environment.monotonicMs(), stock.applied];
  await renew(state, registration, "later");
  const wasHeld = environment.monotonicMs() - beganAtMs >= SHORTEST_HOLD_MS;
  return state.term !== term && (wasHeld || stock.applied !== applied);
}

/** What comes sooner and brings nothing new was not held until there was something. */
const SHORTEST_HOLD_MS = 20;
const FIRST_PAUSE_MS = 50;

/** Soon enough that a lease outlives a short failure, apart enough that many verifiers do not come together. */
function pauseAfter({ registration, environment }: State, failures: number): number {
  const most = (registration?.leaseMs ?? 10_000) / 6;
  return Math.min(most, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + environment.random() / 2);
}

function lose(state: State, registration: Registration): void {
  if (state.registration !== registration) return;
  state.renewing?.abort();
  state.registration = undefined;
  state.term = undefined;
  state.stock.clear();
}
