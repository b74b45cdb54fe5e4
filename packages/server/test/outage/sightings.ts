import { TokenhouseError } from "@tokenhouse/sdk";
import type { Answer } from "./call.ts";

/** What became of one check. Times are of the monotonic clock of whoever asked. */
export interface Sighting {
  beganAt: number;
  endedAt: number;
  /** `broken` = neither a verdict nor a 503 with Retry-After. */
  outcome: "accepted" | "refused" | "unavailable" | "broken";
}

/** Notes what becomes of a check. */
export async function see(into: Sighting[], check: () => Promise<Sighting["outcome"]>): Promise<void> {
  const beganAt = performance.now();
  const outcome = await check().catch((): "broken" => "broken");
  into.push({ beganAt, endedAt: performance.now(), outcome });
}

/** What a server says of a token that it was asked about. */
export function outcomeOf({ status, headers, body }: Answer): Sighting["outcome"] {
  if (status === 200) return (body as { valid?: boolean }).valid === true ? "accepted" : "refused";
  if (status === 401 || status === 403) return "refused";
  return status === 503 && Number(headers["retry-after"]) > 0 ? "unavailable" : "broken";
}

/** What an SDK says: that it cannot tell, it says by an error. */
export async function outcomeBySdk(verdict: Promise<{ valid: boolean }>): Promise<Sighting["outcome"]> {
  try {
    return (await verdict).valid ? "accepted" : "refused";
  } catch (error) {
    const isAway = error instanceof TokenhouseError && (error.status === 0 || error.status === 503);
    return isAway ? "unavailable" : "broken";
  }
}

/** When the database went, was gone, was let come back, and was back; and how long a lease is. */
export interface Outage {
  wentAt: number;
  goneAt: number;
  returnsAt: number;
  backAt: number;
  leaseMs: number;
  marginMs: number;
  /** How late a renewal may be that a busy machine holds up. */
  slackMs: number;
}

/** What a verifier did in an outage, of tokens that it held and that were good all the time. */
export interface Conduct {
  /** After the database went. */
  bridgedMs: number;
  /** After the database was back: by then one had been accepted, and from then on each was. */
  wellAfterMs: number;
  /** What it must not do, in words. */
  faults: string[];
}

/** Judges the checks that one verifier made of good tokens. */
export function judgeOutage(sightings: readonly Sighting[], outage: Outage): Conduct {
  const { wentAt, goneAt, returnsAt, backAt, leaseMs, marginMs, slackMs } = outage;
  const accepted = sightings.filter(({ outcome }) => outcome === "accepted");
  const others = sightings.filter(({ outcome }) => outcome !== "accepted");
  const bridged = accepted.filter(({ endedAt }) => endedAt < returnsAt);
  const bridgedUntil = wentAt + (leaseMs * 2) / 3 - marginMs - slackMs;
  const rules: [fault: string, broken: readonly Sighting[]][] = [
    [
      "accepted later than a lease after the stop",
      bridged.filter(({ beganAt }) => beganAt > goneAt + leaseMs),
    ],
    ["given up before two thirds of a lease", others.filter(({ endedAt }) => endedAt < bridgedUntil)],
    ["refused though good", others.filter(({ outcome }) => outcome === "refused")],
    ["neither a verdict nor 503 with Retry-After", others.filter(({ outcome }) => outcome === "broken")],
    ["not well 5 s after the return", others.filter(({ beganAt }) => beganAt > backAt + WELL_WITHIN_MS)],
  ];
  const faults = rules.flatMap(([fault, broken]) => (broken.length > 0 ? `${broken.length} ${fault}` : []));
  const bridgedMs = latest(bridged) - wentAt;
  const firstAgain = Math.min(...accepted.map(({ endedAt }) => endedAt).filter((at) => at >= returnsAt));
  return {
    bridgedMs,
    wellAfterMs: Math.max(0, latest(others) - backAt, firstAgain - backAt),
    faults: [
      ...faults,
      ...(wentAt + bridgedMs < bridgedUntil ? ["silent before two thirds of a lease"] : []),
      ...(Number.isFinite(firstAgain) ? [] : ["not accepted again at all"]),
    ],
  };
}

const WELL_WITHIN_MS = 5_000;

function latest(sightings: readonly Sighting[]): number {
  return sightings.reduce((last, { beganAt }) => Math.max(last, beganAt), 0);
}
