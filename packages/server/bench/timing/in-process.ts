/** In a child: looks values up as `POST /v1/verify` does, and tells how the times of two kinds differ. */
import { randomInt } from "node:crypto";
import { createService } from "../../src/main.ts";
import { tellHeld, tellToken } from "../../src/service/check-token.ts";
import type { Service } from "../../src/service/context.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { verifyAlone } from "../../src/verify/alone.ts";
import { argument, tell } from "../child.ts";
import type { Kind } from "./questions.ts";
import { madeUpValue } from "./questions.ts";
import type { Pair } from "./statistics.ts";
import { momentsOf, trimmed, welchT } from "./statistics.ts";
import type { World } from "./world.ts";

export interface Series {
  t: number;
  /** Of the mean of one kind over that of the other: ns. */
  differenceNs: number;
  meanNs: number;
}

/** Memory alone, and all of the look-up with the database. */
export interface InProcessTold {
  memory: Series;
  whole: Series;
}

const BATCH = 1000;
const WARM_UP = 5000;

const { world, n } = argument() as { world: World; n: number };
const QUESTION = { scopes: [], projectId: world.projectId };
const db = await openDatabase(world.databaseUrl);
const clocks = { now: () => Date.now(), monotonic: () => performance.now() };
const verifying = await verifyAlone(db, { leaseMs: 10_000, ...clocks, name: "bench" });
const service = await createService({ tokenPrefix: "th" }, db, verifying);
await hold(service);
await measure(WARM_UP);
const told: InProcessTold = await measure(n);
await db.destroy();
tell(told);

/** So that both memory and the database have what the values begin like. */
async function hold(service: Service): Promise<void> {
  for (const value of world.values) {
    const { valid } = await tellToken(service, { value }, QUESTION);
    if (!valid) throw new Error("A good value was refused");
  }
}

async function measure(count: number): Promise<InProcessTold> {
  const [memory, whole] = [emptyPair(count), emptyPair(count)];
  let [a, b] = [0, 0];
  for (let left = 2 * count; left > 0;) {
    const batch = Array.from({ length: Math.min(BATCH, left) }, (_, at) => {
      const isThere = randomInt(left - at) < count - a;
      const kind: Kind = isThere ? "there" : "not there";
      const turn = isThere ? a++ : b++;
      return { kind, turn, value: madeUpValue(world.values, kind, turn) };
    });
    left -= batch.length;
    for (const { kind, turn, value } of batch) {
      const beganAt = performance.now();
      tellHeld(service, { value }, QUESTION);
      const heldAt = performance.now();
      await tellToken(service, { value }, QUESTION);
      const endedAt = performance.now();
      const side = kind === "there" ? "a" : "b";
      memory[side][turn] = heldAt - beganAt;
      whole[side][turn] = endedAt - heldAt;
    }
  }
  return { memory: seriesOf(memory), whole: seriesOf(whole) };
}

function emptyPair(count: number): Pair {
  return { a: new Float64Array(count), b: new Float64Array(count) };
}

function seriesOf(pair: Pair): Series {
  const { a, b } = trimmed(pair);
  const [one, other] = [momentsOf(a).mean * 1e6, momentsOf(b).mean * 1e6];
  return { t: welchT({ a, b }), differenceNs: one - other, meanNs: (one + other) / 2 };
}
