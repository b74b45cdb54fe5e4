import { join } from "node:path";
import type { Mutation } from "../../test/lease/module.ts";
import { forwardTarget } from "../checks/over-http.ts";
import { startChild } from "../child.ts";
import type { Outcome, Target } from "../load.ts";
import { CONNECTIONS, flood } from "../load.ts";
import { interleave } from "../measure.ts";
import type { Paced, PacedArgument } from "./paced.ts";
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
  /** How many connections are more than is good, and how many far more. */
  many: number;
  crowd: number;
  slowClients: number;
  guessers: number;
  /** Checks a second beside the sign-ins. */
  perSecond: number;
}

/** Five times as many connections as the peak is measured with. */
export const FIVEFOLD = 5 * CONNECTIONS;

/** The server's answers under one kind of load, with so many connections. */
export type Floods = ReadonlyMap<"peak" | "many" | "crowd", readonly Outcome[]>;

export interface Flooded {
  name: string;
  floods: Floods;
  revocations: Revocations;
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
}

/** Checks that memory answers. */
export const HELD = { name: "checks from memory", target: checksOf } as const;
/** Checks that the database answers. */
export const READ = {
  name: "checks that memory cannot answer",
  target: checksOf,
  holdsTokens: false,
} as const;
/** The costliest that a caller can ask for by a single request. */
export const LISTS = { name: "lists", target: listsOf } as const;

function checksOf({ url, values }: Served): Target {
  return forwardTarget(url, values);
}

function listsOf({ url, ownerToken }: Served): Target {
  const path = "/v1/project/tokens?limit=100&sort=-createdAt&search=orders";
  return { url: url + path, method: "GET", shots: [{ bearer: ownerToken }] };
}

/**
 * The peak with nothing beside, then with many more connections, slow clients and revocations beside: each once a
 * round, so that a slow moment of the machine falls on all of them.
 */
export async function measureFlood(ground: Ground, flooding: Flooding, size: Size): Promise<Flooded> {
  const served = await serve(ground, flooding);
  try {
    const target = flooding.target(served);
    const revoker = createRevoker(served);
    const at = (connections: number) => flood(target, { seconds: size.seconds, connections });
    const beside = async (connections: number) => {
      const slow = openSlowClients(served, size.slowClients);
      try {
        return await revoker.beside(() => at(connections));
      } finally {
        slow.close();
      }
    };
    const floods = await interleave(
      new Map([
        ["peak", () => at(CONNECTIONS)],
        ["many", () => beside(size.many)],
        ["crowd", () => beside(size.crowd)],
      ] as const),
      { rounds: size.rounds, warmUp: 1 },
    );
    const revocations = { waits: revoker.waits, accepted: await revoker.countAccepted() };
    return { name: `${flooding.name}, ${ground.name}`, floods: floods as Floods, revocations };
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
    return { waits: revoker.waits, accepted: await revoker.countAccepted() };
  } finally {
    await served.stop();
  }
}

export interface Beside {
  /** Of checks at a steady pace, one a round. */
  alone: readonly Paced[];
  besideSignIns: readonly Paced[];
  signIns: SignIns;
  slow: { longestMs: Record<Slowness, number>; left: number };
}

/** No request may take longer to be said than this, and the second within which that is noticed. */
const LONGEST_SLOW_MS = 35_000;

/** Checks at a steady pace with a flood of sign-ins and without; and how long slow clients are borne meanwhile. */
export async function measureBeside(ground: Ground, size: Size): Promise<Beside> {
  const served = await serve(ground, { core: "any" });
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
    const flooded = async () => {
      const { result, signIns: seen } = await besideSignIns({ url, guessers: size.guessers }, ask);
      signIns.wrong += seen.wrong;
      signIns.refused += seen.refused;
      return result;
    };
    const paced = await interleave(
      new Map([
        ["alone", ask],
        ["beside", flooded],
      ]),
      { rounds: size.rounds, warmUp: 1 },
    );
    const left = await slow.outlast(LONGEST_SLOW_MS);
    const longestMs = { headers: slow.longestMs("headers"), body: slow.longestMs("body"), read: 0 };
    return {
      alone: paced.get("alone") ?? [],
      besideSignIns: paced.get("beside") ?? [],
      signIns,
      slow: { longestMs, left },
    };
  } finally {
    slow.close();
    await asker.stop();
    await stop();
  }
}
