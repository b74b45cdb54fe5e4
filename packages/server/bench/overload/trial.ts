import { join } from "node:path";
import type { Mutation } from "../../test/lease/module.ts";
import { forwardTarget } from "../checks/over-http.ts";
import { startChild } from "../child.ts";
import type { Outcome, Target } from "../load.ts";
import { CONNECTIONS, flood } from "../load.ts";
import { interleave } from "../measure.ts";
import type { Paced, PacedArgument } from "./paced.ts";
import type { Revoker } from "./revoker.ts";
import { createRevoker } from "./revoker.ts";
import type { Ground, Served, Serving } from "./served.ts";
import { serve } from "./served.ts";
import type { SignIns } from "./sign-ins.ts";
import { besideSignIns } from "./sign-ins.ts";
import type { Slowness } from "./slow-clients.ts";
import { openSlowClients } from "./slow-clients.ts";

export interface Size {
  rounds: number;
  seconds: number;
  /** How many connections are far too many. */
  crowd: number;
  slowClients: number;
  guessers: number;
  /** Checks a second beside the sign-ins. */
  perSecond: number;
}

/** With five times as many connections as are good, or far more. */
export type Overload = "many" | "crowd";

/** The server's answers under one kind of load, with so many connections. */
export type Floods = ReadonlyMap<"peak" | Overload, readonly Outcome[]>;

export interface Flooded {
  name: string;
  floods: Floods;
  revocations: Record<Overload, Revocations>;
}

export interface Revocations {
  waits: readonly number[];
  /** How many of the revoked tokens were accepted afterwards. */
  accepted: number;
}

/** Answers a second that are right and came in time. */
export function goodput(
  { requestsPerSecond, refused, broken, late, partInTime }: Outcome,
  seconds: number,
): number {
  return Math.max(0, requestsPerSecond * partInTime - (refused + broken + late) / seconds);
}

export interface Flooding extends Serving {
  name: string;
  /** What is asked of the server. */
  target: (served: Served) => Target;
  /** So many reach the peak, and each is answered within a second. */
  connections: number;
}

/** Checks that memory answers. */
export const HELD = { name: "checks from memory", target: checksOf, connections: CONNECTIONS } as const;
/** Checks that the database answers. */
export const READ = {
  name: "checks that memory cannot answer",
  target: checksOf,
  connections: CONNECTIONS,
  holdsTokens: false,
} as const;
/** The costliest that a caller can ask for by a single request. */
export const LISTS = { name: "lists", target: listsOf, connections: 8 } as const;

function checksOf({ url, values }: Served): Target {
  return forwardTarget(url, values);
}

function listsOf({ url, ownerToken }: Served): Target {
  const path = "/v1/project/tokens?limit=100&sort=-createdAt&search=orders";
  return { url: url + path, method: "GET", shots: [{ bearer: ownerToken }] };
}

/**
 * The peak, then with many more connections and slow clients, and revocations beside all of them: each once a round, so
 * that a slow moment of the machine falls on all of them.
 */
export async function measureFlood(ground: Ground, flooding: Flooding, size: Size): Promise<Flooded> {
  const served = await serve(ground, flooding);
  try {
    const target = flooding.target(served);
    const [peak, many, crowd] = [createRevoker(served), createRevoker(served), createRevoker(served)];
    const at = (connections: number) => flood(target, { seconds: size.seconds, connections });
    const overloaded = async (revoker: Revoker, connections: number) => {
      const slow = openSlowClients(served, size.slowClients);
      try {
        return await revoker.beside(() => at(connections));
      } finally {
        slow.close();
      }
    };
    const floods = await interleave(
      new Map([
        ["peak", () => peak.beside(() => at(flooding.connections))],
        ["many", () => overloaded(many, 5 * flooding.connections)],
        ["crowd", () => overloaded(crowd, size.crowd)],
      ] as const),
      { rounds: size.rounds, warmUp: 1 },
    );
    return {
      name: `${flooding.name}, ${ground.name}`,
      floods: floods as Floods,
      revocations: { many: await revocationsOf(many), crowd: await revocationsOf(crowd) },
    };
  } finally {
    await served.stop();
  }
}

/** How long revocations take in a crowd at a server with mistakes in it. */
export async function measureMistaken(
  ground: Ground,
  flooding: Flooding & { mutations: readonly Mutation[] },
  { seconds, crowd }: Size,
): Promise<Revocations> {
  const served = await serve(ground, flooding);
  try {
    const target = flooding.target(served);
    const revoker = createRevoker(served);
    await revoker.beside(() => flood(target, { seconds, connections: crowd }));
    return await revocationsOf(revoker);
  } finally {
    await served.stop();
  }
}

async function revocationsOf({ waits, countAccepted }: Revoker): Promise<Revocations> {
  return { waits, accepted: await countAccepted() };
}

export interface Beside {
  /** Of checks at a steady pace, one a round. */
  alone: readonly Paced[];
  besideSignIns: readonly Paced[];
  /** While another server on the same machine has the flood: what the machine does to them, and not the server. */
  besideNeighbour: readonly Paced[];
  signIns: SignIns;
  slow: { longestMs: Record<Slowness, number>; left: number };
}

/** No request may take longer to be said than this, and the second within which that is noticed. */
const LONGEST_SLOW_MS = 35_000;

/**
 * Checks at a steady pace with a flood of sign-ins, with the same at a server beside, and without; and how long slow
 * clients are borne meanwhile.
 */
export async function measureBeside(ground: Ground, neighbouring: Ground, size: Size): Promise<Beside> {
  const served = await serve(ground, { core: "any" });
  const neighbour = await serve(neighbouring, { core: "any" });
  const { url, verifierToken, values, stop } = served;
  const argument: PacedArgument = {
    url,
    verifierToken,
    values: values.slice(0, 1000),
    perSecond: size.perSecond,
  };
  const asker = await startChild<object>(join(import.meta.dirname, "paced.ts"), { argument, core: "any" });
  const slow = openSlowClients(served, size.slowClients);
  const signIns: SignIns = { wrong: 0, refused: 0 };
  try {
    const ask = () => asker.ask<Paced>({ seconds: size.seconds });
    const besideFloodOf = async (flooded: Served) => {
      const at = { url: flooded.url, guessers: size.guessers };
      const { result, signIns: seen } = await besideSignIns(at, ask);
      if (flooded === served) {
        signIns.wrong += seen.wrong;
        signIns.refused += seen.refused;
      }
      return result;
    };
    const paced = await interleave(
      new Map([
        ["alone", ask],
        ["beside", () => besideFloodOf(served)],
        ["neighbour", () => besideFloodOf(neighbour)],
      ]),
      { rounds: size.rounds, warmUp: 1 },
    );
    const left = await slow.outlast(LONGEST_SLOW_MS);
    const longestMs = { headers: slow.longestMs("headers"), body: slow.longestMs("body"), read: 0 };
    return {
      alone: paced.get("alone") ?? [],
      besideSignIns: paced.get("beside") ?? [],
      besideNeighbour: paced.get("neighbour") ?? [],
      signIns,
      slow: { longestMs, left },
    };
  } finally {
    slow.close();
    await asker.stop();
    await neighbour.stop();
    await stop();
  }
}
