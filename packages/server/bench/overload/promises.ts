import type { Finding } from "../findings.ts";
import { quantile } from "../measure.ts";
import type { Beside, Flooded, Floods, Overload, Revocations, Size } from "./trial.ts";
import { goodput } from "./trial.ts";

const promise = "P16";

/** What P16 promises, and what was measured of it. */
export function findingsOf(
  { flooded, beside }: { flooded: readonly Flooded[]; beside: Beside },
  size: Size,
): Finding[] {
  return [
    ...flooded.map((one) => goodputFinding(one, size)),
    ...flooded.map(revocationFinding),
    {
      promise,
      says: "revoked tokens that were accepted afterwards",
      unit: "",
      goal: { atMost: 0 },
      values: [allRevocations(flooded).reduce((sum, { accepted }) => sum + accepted, 0)],
    },
    {
      promise,
      says: "beside a flood of sign-ins, time in which 99 % of the checks are answered, of the time while a server beside has the flood",
      unit: "×",
      goal: { atMost: 2 },
      values: beside.besideSignIns.map(
        ({ p99Ms }, round) => p99Ms / (beside.besideNeighbour[round]?.p99Ms ?? Number.NaN),
      ),
    },
    ...slowFindings(beside),
  ];
}

function goodputFinding({ name, floods }: Flooded, size: Size): Finding {
  return {
    promise,
    says: `${name}: good answers a second over five times as many connections, of the peak's`,
    unit: "%",
    goal: { atLeast: 80 },
    values: shareOf(floods, "many", size),
  };
}

/** Round by round, of the peak, in percent; of a peak without a good answer nothing can be said. */
export function shareOf(floods: Floods, load: Overload, { seconds }: Size): number[] {
  const peaks = floods.get("peak") ?? [];
  return (floods.get(load) ?? []).map((outcome, round) => {
    const peak = peaks[round];
    const most = peak ? goodput(peak, seconds) : 0;
    return most > 0 ? (100 * goodput(outcome, seconds)) / most : Number.NaN;
  });
}

function revocationFinding({ name, revocations }: Flooded): Finding {
  return {
    promise,
    says: `${name}: time in which 99 % of the revocations beside five times as many connections are answered`,
    unit: "s",
    goal: { atMost: 1 },
    values: [waitOf(revocations.many.waits)],
  };
}

export function allRevocations(flooded: readonly Flooded[]): Revocations[] {
  return flooded.flatMap(({ revocations }) => Object.values(revocations));
}

/** In seconds: what 99 % of them do not exceed. */
export function waitOf(waits: readonly number[]): number {
  return quantile(waits, 0.99) / 1000;
}

function slowFindings({ slow }: Beside): Finding[] {
  const borne = (ms: number) => [slow.left === 0 ? ms / 1000 : Number.POSITIVE_INFINITY];
  return [
    {
      promise: "B-35",
      says: "how long a client is borne that never ends its header fields",
      unit: "s",
      goal: { atMost: 12 },
      values: borne(slow.longestMs.headers),
    },
    {
      promise: "B-35",
      says: "the same for one that never ends its body",
      unit: "s",
      goal: { atMost: 32 },
      values: borne(slow.longestMs.body),
    },
  ];
}
