import type { FastifyRequest } from "fastify";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import pLimit from "p-limit";
import type { OperationId } from "../contract/index.ts";
import type { Route } from "../contract/route.ts";
import type { Refusal } from "../core/errors.ts";
import { overloaded } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import type { Credential } from "./credential.ts";

/**
 * Lets a request wait for its turn, or refuses it where too many wait or its turn comes too late. Each kind of work that
 * costs much waits behind its own, so that a flood of it leaves the others their time. Checks are begun as they come, and
 * so is what changes anything.
 */
export type InTurn = <T>(
  lane: Lane | undefined,
  request: FastifyRequest,
  work: () => Promise<T>,
) => Promise<T>;

export type Lane = "lists" | "signIns";

interface Bounds {
  atOnce: number;
  waiting: number;
  waitMs: number;
}

const BOUNDS: Record<Lane, Bounds> = {
  lists: { atOnce: LIMITS.listsAtOnce, waiting: LIMITS.waitingLists, waitMs: LIMITS.listWaitMs },
  signIns: { atOnce: LIMITS.signInsAtOnce, waiting: LIMITS.waitingSignIns, waitMs: LIMITS.signInWaitMs },
};

/** `onOverload` is told of every request that is refused. */
export function createLanes(monotonic: () => number, onOverload: (lane: Lane) => void): InTurn {
  const open = (lane: Lane) =>
    createLane(BOUNDS[lane], monotonic, () => {
      onOverload(lane);
      return overloaded();
    });
  const lanes = { lists: open("lists"), signIns: open("signIns") };
  return async (lane, request, work) => (lane === undefined ? work() : lanes[lane](request, work));
}

function createLane({ atOnce, waiting, waitMs }: Bounds, monotonic: () => number, refuse: () => Refusal) {
  const limit = pLimit(atOnce);
  const restAfter = createRest(monotonic);
  return async <T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> => {
    if (limit.pendingCount >= waiting) throw refuse();
    const askedAt = monotonic();
    return new Promise((resolve, reject) => {
      void limit(async () => {
        // Nothing is done for whoever has gone: the end of a connection is noticed one turn or two after its request.
        await nextTurn();
        await nextTurn();
        if (monotonic() - askedAt > waitMs || request.raw.socket.destroyed) return reject(refuse());
        const held = timeInThisTurn(monotonic);
        await work().then(resolve, reject);
        const rest = limit.pendingCount > 0 ? restAfter(held()) : 0;
        if (rest > 0) await delay(rest);
      });
    });
  };
}

/**
 * Answers how long to rest after work that has held the event loop for so many milliseconds, or for 0. What SQLite answers
 * is done within a turn of the event loop: a flood of it leaves half of the time to others.
 */
export function createRest(monotonic: () => number): (heldMs: number) => number {
  let restsUntil = 0;
  return (heldMs) => {
    if (heldMs === 0) return 0;
    const now = monotonic();
    restsUntil = Math.max(restsUntil, now - heldMs) + 2 * heldMs;
    return restsUntil - now;
  };
}

/** Answers how long the event loop has been held since then, if it has been: nothing where others had a turn meanwhile. */
function timeInThisTurn(monotonic: () => number): () => number {
  const startedAt = monotonic();
  let isOver = false;
  const turn = setImmediate(() => (isOver = true));
  return () => {
    clearImmediate(turn);
    return isOver ? 0 : monotonic() - startedAt;
  };
}

/** The lane in which whoever shows this credential waits until they are known. */
export function laneOfCredential({ carrier }: Credential): Lane | undefined {
  return carrier === "basic" ? "signIns" : undefined;
}

/** The lane in which a route's work waits: reading a body is no part of it. */
export function laneOf(operationId: string, { method, credentials }: Route): Lane | undefined {
  if (operationId === SIGN_IN) return "signIns";
  const isList = method === "GET" || operationId === PREVIEW;
  return isList && credentials.length > 0 ? "lists" : undefined;
}

const SIGN_IN: OperationId = "signIn";
const PREVIEW: OperationId = "previewSettings";
const READY: OperationId = "getReady";

/**
 * Whether a route is for changes, or for those whose leases changes wait for; or asks how the server is, which for being
 * busy must not be taken for being broken.
 */
export function isForChanges(operationId: string, { method }: Route): boolean {
  return operationId === READY || (method !== "GET" && !READERS.has(operationId));
}

/** They are sent bodies, and change nothing; a sign-in changes only what nobody waits for. */
const READERS: ReadonlySet<string> = new Set<OperationId>([
  SIGN_IN,
  PREVIEW,
  "verifyToken",
  "verifyTokens",
  "verifyForVerifier",
  "introspectToken",
]);
