import type { answerUnderLease } from "../../../src/verify/lease/answer.ts";
import type { HeldLease, openHeldLease } from "../../../src/verify/lease/holder.ts";
import type { createRevoker, Revoker } from "../../../src/verify/lease/revoker.ts";
import type { renewRow } from "../../../src/verify/lease/session.ts";
import type { Draw } from "../../storage/schedule.ts";
import type { SimulatedDatabase } from "./database.ts";
import { createDatabase } from "./database.ts";
import type { Client } from "./client.ts";
import type { Accepted, Operation } from "./history.ts";
import type { Network } from "./network.ts";
import { createNetwork } from "./network.ts";
import type { Plan } from "./plan.ts";
import type { SimulatedProcess } from "./process.ts";
import type { Timeline } from "./timeline.ts";
import { createTimeline } from "./timeline.ts";

/** The module under test, as it stands or with a passage changed. */
export interface Code {
  openHeldLease: typeof openHeldLease;
  createRevoker: typeof createRevoker;
  answerUnderLease: typeof answerUnderLease;
  renewRow: typeof renewRow;
}

/** Mistakes of those who use the module. */
export interface Shortcuts {
  /** The token is revoked already: answers so, whatever became of the wait for that. */
  retryWithoutWaiting?: boolean;
  /** The extension writes nothing. */
  renewalIsARead?: boolean;
  /** The news are read on another connection than the extension was written on. */
  newsFromAnywhere?: boolean;
  /** After a failover revisions are counted on from the last one that the standby knew. */
  numbersGoOn?: boolean;
}

/** Someone who checks: a replica, or an SDK that asks replicas. */
export interface Node {
  process: SimulatedProcess;
  lease: HeldLease;
  /** The good tokens that it holds. */
  memory: Set<string>;
  /** A replica's. */
  revoker: Revoker | undefined;
}

/** What happened in one run. The order of events is a count, so that nothing happens at the same time. */
export interface Record {
  operations: Operation[];
  accepted: Accepted[];
  refused: number;
  unavailable: number;
  /** What took longer than it may, or never came. */
  faults: string[];
}

export interface World {
  plan: Plan;
  code: Code;
  shortcuts: Shortcuts;
  draw: Draw;
  timeline: Timeline;
  database: SimulatedDatabase;
  network: Network;
  nodes: Node[];
  /** One a token. */
  clients: readonly Client[];
  record: Record;
  /** Counts on. */
  tick: () => number;
  /** Takes a line down for who looks into a run. */
  note: (line: string) => void;
  /** Where a new connection leads to. */
  anyPrimary: () => number;
  /** Whether deposed primaries are gone for good. */
  isCalm: boolean;
  anyReplica: () => Node | undefined;
  /** Whether the log does not reach back far enough, this time. */
  isLogShort: () => boolean;
  /** The news were read for a process. */
  onNews: (process: SimulatedProcess) => void;
  /** A change was committed for a process. */
  onChanged: (process: SimulatedProcess) => void;
  /** Tells the verifiers of a change, as far as hints arrive. */
  hintChange: () => void;
}

/** Draws whether something happens that does so many times in a hundred. */
export function happens(draw: Draw, percent: number): boolean {
  return draw(100) < percent;
}

export function createWorld(
  { plan, code, shortcuts }: Pick<World, "plan" | "code" | "shortcuts">,
  draw: Draw,
  trace?: string[],
): World {
  const timeline = createTimeline(draw);
  const { numbersGoOn = false } = shortcuts;
  const database = createDatabase({ isCancelled: () => happens(draw, plan.cancels), numbersGoOn });
  const network = createNetwork({ timeline, draw });
  network.weather = plan.weather;
  let count = 0;
  const world: World = {
    plan,
    code,
    shortcuts,
    draw,
    timeline,
    database,
    network,
    nodes: [],
    clients: ["A", "B"].map((token) => ({ token, isRevoked: false, isBusy: false })),
    record: { operations: [], accepted: [], refused: 0, unavailable: 0, faults: [] },
    tick: () => ++count,
    note: (line) => trace?.push(`${timeline.now} ms  ${line}`),
    isCalm: false,
    anyPrimary: () => (draw(5) > 0 || world.isCalm ? database.primary : draw(database.primary + 1)),
    anyReplica() {
      const replicas = world.nodes.filter(({ revoker }) => revoker);
      return replicas[draw(replicas.length || 1)];
    },
    isLogShort: () => happens(draw, plan.shortLog),
    onNews: () => undefined,
    onChanged: () => undefined,
    hintChange() {
      for (const { process, lease } of world.nodes) {
        if (happens(draw, plan.hints)) timeline.after(draw(30), () => process.post(0, () => lease.wake()));
      }
    },
  };
  return world;
}
