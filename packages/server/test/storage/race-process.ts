import { once } from "node:events";
import { openDatabase } from "../../src/storage/open.ts";
import type { Sight } from "./race-history.ts";
import type { Prize, RacerOptions } from "./racers.ts";
import { createRacer, drawMove, makeMove, newSight } from "./racers.ts";
import { drawFrom } from "./schedule.ts";

/** What a racing process is told: where, for which tokens, with which seed, and how much. */
export interface RaceOrder extends Pick<RacerOptions, "projectId" | "person"> {
  url: string;
  prizes: Prize[];
  seed: number;
  moves: number;
  nowMs: number;
}

/** Requests that one process has open at once. */
const LANES = 4;

/** A process of its own for the suite: says when it is ready, races when told to, and answers what it saw of each token. */
async function race(order: RaceOrder): Promise<Sight[]> {
  const { url, projectId, person, prizes, nowMs } = order;
  const db = await openDatabase(url);
  const racer = await createRacer(db, { projectId, person, clock: { nowMs } });
  const sights = prizes.map(() => newSight());
  process.send?.("ready");
  await once(process, "message");
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    const draw = drawFrom(order.seed * LANES + lane);
    for (let n = 0; n < order.moves / LANES; n++) {
      const which = draw(prizes.length);
      const [prize, sight] = [prizes[which], sights[which]];
      const asked = { move: drawMove(draw), atMs: nowMs + draw(1000) };
      if (prize && sight) await makeMove(racer, { ...asked, prize }, sight);
    }
  });
  await Promise.all(lanes);
  await racer.usage.close();
  await db.destroy();
  return sights;
}

process.once("message", (order) => {
  void race(order as RaceOrder)
    .then((sights) => process.send?.(sights))
    .finally(() => process.disconnect());
});
