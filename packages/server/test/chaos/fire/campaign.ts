import { join } from "node:path";
import type { Postgres } from "../../../bench/postgres.ts";
import { startPostgres } from "../../../bench/postgres.ts";
import type { Draw } from "../../storage/schedule.ts";
import { drawFrom } from "../../storage/schedule.ts";
import type { Ground } from "../ground.ts";
import { openGround } from "../ground.ts";
import type { FaultKind } from "./faults.ts";
import { FAULTS } from "./faults.ts";
import { MISTAKES } from "./mistake.ts";
import type { Outcome } from "./run.ts";
import { revokeUnderFire } from "./run.ts";

export interface Order {
  revokes: number;
  seed: number;
  leaseSeconds: number;
  /** Told what goes on. */
  say?: (text: string) => void;
}

/** Whether the same run finds a mistake. */
export interface Control {
  mistake: string;
  /** Tokens whose histories are wrong. */
  violations: number;
  tries: number;
}

export interface Report extends Order {
  outcome: Outcome;
  controls: Control[];
}

/** Every kind of fault comes once in so many revocations, in an order of its own each time. */
const REVOKES_A_ROUND = 300;
const MOST_ROUNDS = 12;
const CONTROL_REVOKES = 60;
/** Chance decides whether a mistake meets a revocation. */
const MOST_TRIES = 4;

/** Revokes under fire, and then shows that the same would have found mistakes. */
export async function campaign(order: Order): Promise<Report> {
  const { revokes, seed, leaseSeconds, say } = order;
  const ground = openGround();
  const postgres = await startPostgres({ within: ground.folder });
  try {
    if (!postgres) throw new Error("PostgreSQL is not installed: install Debian's package postgresql");
    const place = { ground, postgres, leaseSeconds };
    const draw = drawFrom(seed);
    const rounds = Math.min(MOST_ROUNDS, Math.ceil(revokes / REVOKES_A_ROUND));
    const faults = Array.from({ length: rounds }, () => shuffled(FAULTS, draw)).flat();
    say?.(`${revokes} revocations under ${faults.length} faults, seed ${seed}`);
    const outcome = await revokeUnderFire({ ...placed(place, "fire"), revokes, faults, draw, say });
    // They mostly wait for leases, and nobody asks how long they take.
    const controls = await Promise.all(
      MISTAKES.map((mistake) => {
        say?.(`Control: ${mistake.name}`);
        return controlOf(place, mistake, seed);
      }),
    );
    return { ...order, outcome, controls };
  } finally {
    await postgres?.stop();
    await ground.clear();
  }
}

interface Place {
  ground: Ground;
  postgres: Postgres;
  leaseSeconds: number;
}

function placed({ ground, postgres, leaseSeconds }: Place, name: string) {
  return { folder: join(ground.folder, name), postgres: postgres.url, leaseSeconds };
}

async function controlOf(place: Place, mistake: (typeof MISTAKES)[number], seed: number): Promise<Control> {
  for (let tries = 1; ; tries++) {
    // Each on a database of its own.
    const name = `control-${MISTAKES.indexOf(mistake)}-${tries}`;
    const { faults } = mistake;
    const plan = { ...placed(place, name), revokes: CONTROL_REVOKES, faults, mistake };
    const { violations } = await revokeUnderFire({ ...plan, draw: drawFrom(seed + tries) });
    if (violations.length > 0 || tries === MOST_TRIES)
      return { mistake: mistake.name, violations: violations.length, tries };
  }
}

function shuffled(kinds: readonly FaultKind[], draw: Draw): FaultKind[] {
  const left = [...kinds];
  return kinds.flatMap(() => left.splice(draw(left.length), 1));
}
