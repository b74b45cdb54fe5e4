import { stopNode } from "./node.ts";
import { LEASE_MS, MARGIN_MS, STORMY_MS } from "./plan.ts";
import { changeSomething, startChecking } from "./workload.ts";
import type { Node, World } from "./world.ts";
import { happens } from "./world.ts";

/** Arms all that the plan has. */
export function planFaults(world: World): void {
  const { plan, draw, timeline, database } = world;
  const anyNode = () => world.nodes[draw(world.nodes.length || 1)];
  const sometime = (times: number, strike: (node: Node) => void) => {
    for (let n = 0; n < times; n++) {
      timeline.at(draw(STORMY_MS), () => {
        const node = anyNode();
        if (node) strike(node);
      });
    }
  };
  for (let n = 0; n < plan.depositions; n++) {
    timeline.at(draw(draw(2) === 0 ? 100 : STORMY_MS), () => {
      world.note("the primary is deposed");
      database.depose();
    });
  }
  sometime(plan.stalls, (node) => stall(world, node, draw(3 * LEASE_MS)));
  sometime(plan.cuts, (node) => cut(world, node, draw(2 * LEASE_MS)));
  sometime(plan.clocks === "suspended" ? 3 : 0, ({ process }) => {
    const ms = draw(2) === 0 ? draw(MARGIN_MS) : draw(LEASE_MS * 2);
    world.note(`${process.name} is suspended for ${ms} ms`);
    process.suspend(ms);
  });
  sometime(plan.clocks === "stepped" ? 3 : 0, ({ process }) => process.stepTime(draw(7_200_000) - 3_600_000));
  const restart = (how: "killed" | "released") => (node: Node) => {
    const { name } = node.process;
    stopNode(world, node, how);
    const backAt = Math.min(timeline.now + draw(LEASE_MS), STORMY_MS);
    timeline.at(backAt, () => startChecking(world, `${name}'`, node.revoker ? "replica" : "sdk"));
  };
  sometime(plan.kills, restart("killed"));
  sometime(plan.releases, restart("released"));
  world.onNews = ({ name }) => {
    const node = world.nodes.find(({ process }) => process.name === name);
    if (node && happens(draw, plan.traps)) trap(world, node);
  };
  // A revoker that cannot read the rows for a while.
  world.onChanged = ({ name }) => {
    const node = world.nodes.find(({ process }) => process.name === name);
    if (!node || !happens(draw, plan.traps / 2)) return;
    timeline.after(40, () => cut(world, node, draw(LEASE_MS / 2)));
  };
}

function stall(world: World, { process }: Node, ms: number): void {
  if (world.isCalm) return;
  world.note(`${process.name} stands still for ${ms} ms`);
  process.stall(ms);
}

/** In both directions, or only in one. */
function cut(world: World, { process }: Node, ms: number): void {
  if (world.isCalm) return;
  const direction = world.draw(3);
  world.note(`${process.name} is cut off for ${ms} ms (${["both ways", "out", "back"][direction]})`);
  const until = world.timeline.now + ms;
  if (direction !== 2) process.cut.outUntil = until;
  if (direction !== 1) process.cut.backUntil = until;
}

/** A change right after a renewal, while a fault begins: where a lease is longest. */
function trap(world: World, node: Node): void {
  const { draw, timeline } = world;
  if (world.isCalm) return;
  changeSomething(world, { node, afterMs: draw(100) });
  if (draw(3) === 0) stall(world, node, draw(LEASE_MS / 2));
  timeline.after(draw(200), () => cut(world, node, LEASE_MS + draw(LEASE_MS)));
  changeSomething(world, { node, afterMs: LEASE_MS * 0.6 + draw(LEASE_MS / 2) });
}
