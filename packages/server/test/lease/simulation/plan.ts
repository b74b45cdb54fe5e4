import type { Draw } from "../../storage/schedule.ts";
import type { Weather } from "./network.ts";

export const LEASE_MS = 10_000;
export const MARGIN_MS = 200;
/** For so long there are faults; then all that is left has to serve again. */
export const STORMY_MS = 2.5 * LEASE_MS;

/** What goes wrong in one run. Each run has faults of some kinds only: one kind hides what another would show. */
export interface Plan {
  replicas: number;
  sdks: number;
  weather: Weather;
  /** Of a hundred hints so many arrive. */
  hints: number;
  /** How the clocks of machines differ: each within what the margins allow for. */
  clocks: "alike" | "drifting" | "suspended" | "stepped";
  stalls: number;
  cuts: number;
  depositions: number;
  /** Of a hundred writes that a deposed primary cannot have acknowledged so many show there all the same. */
  cancels: number;
  kills: number;
  releases: number;
  /** Of a hundred renewals so many are followed by a change at once, and by a fault of who renewed. */
  traps: number;
  /** Of a hundred changes so many widen, where they can. */
  restores: number;
  /** Of a hundred readings of the news so many say «too much, forget everything». */
  shortLog: number;
}

export const NO_FAULTS: Omit<Plan, "replicas" | "sdks" | "hints" | "restores"> = {
  weather: { lost: 0, slow: 0, slowestMs: 1 },
  clocks: "alike",
  stalls: 0,
  cuts: 0,
  depositions: 0,
  cancels: 0,
  kills: 0,
  releases: 0,
  traps: 0,
  shortLog: 0,
};

/** Every third run is a duel: two replicas whose clocks differ as far as they may, and nearly nothing but traps. */
export function drawPlan(draw: Draw): Plan {
  const oneOf = <T>(...choices: T[]) => choices[draw(choices.length)] as T;
  if (draw(3) === 0) {
    return {
      ...NO_FAULTS,
      replicas: 2,
      sdks: 0,
      hints: oneOf(0, 50),
      clocks: oneOf("drifting", "drifting", "drifting", "alike"),
      depositions: oneOf(0, 0, 1),
      cancels: oneOf(0, 100),
      traps: oneOf(30, 60),
      restores: 100,
    };
  }
  return {
    replicas: oneOf(1, 1, 2, 2, 3),
    sdks: oneOf(0, 0, 1),
    weather: {
      lost: oneOf(0, 0, 0, 2, 10),
      slow: oneOf(0, 0, 5, 20),
      slowestMs: oneOf(300, LEASE_MS / 3, 2 * LEASE_MS),
    },
    hints: oneOf(0, 50, 100),
    clocks: oneOf("alike", "drifting", "suspended", "stepped"),
    stalls: oneOf(0, 0, 1, 3),
    cuts: oneOf(0, 0, 1, 3),
    depositions: oneOf(0, 0, 1, 2),
    cancels: oneOf(0, 50, 100),
    kills: oneOf(0, 0, 1, 2),
    releases: oneOf(0, 0, 1),
    traps: oneOf(0, 20, 60),
    restores: oneOf(0, 0, 50),
    shortLog: oneOf(0, 0, 30),
  };
}

/** To the true time: such that the slowest holder and the fastest revoker just keep within both margins. */
export function drawRate(draw: Draw, clocks: Plan["clocks"]): number {
  if (clocks !== "drifting") return 1;
  const most = (MARGIN_MS / LEASE_MS) * 0.975;
  return draw(2) === 0 ? 1 - most : 1 + most;
}
