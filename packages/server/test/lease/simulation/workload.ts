import { checkToken, prefetchToken } from "./check.ts";
import type { Client } from "./client.ts";
import { changeToken } from "./client.ts";
import { startNode } from "./node.ts";
import { LEASE_MS, STORMY_MS } from "./plan.ts";
import type { Node, World } from "./world.ts";
import { happens } from "./world.ts";

/** A verifier that is asked about the tokens now and then for as long as it lives. */
export function startChecking(world: World, name: string, kind: "replica" | "sdk"): void {
  const { draw, timeline } = world;
  const node = startNode(world, name, kind);
  const token = () => (draw(2) === 0 ? "A" : "B");
  if (kind === "replica") for (const { token } of world.clients) prefetchToken(world, node, token);
  // While it registers.
  if (happens(draw, world.plan.traps)) changeSomething(world, { node, afterMs: draw(LEASE_MS / 20) });
  const goOn = () => {
    if (!node.process.isAlive || timeline.now > STORMY_MS) return;
    // What comes while it stands still is decided when it goes on: a few are enough.
    if (timeline.now >= node.process.busyUntil || draw(5) === 0) void checkToken(world, node, token());
    timeline.after(200 + draw(2000), goOn);
  };
  timeline.after(draw(100), goOn);
}

/** Changes a token now and then. */
export function planChanges(world: World, client: Client): void {
  const { draw, timeline } = world;
  const goOn = () => {
    if (timeline.now > STORMY_MS) return;
    void changeToken(world, client);
    timeline.after(1000 + draw(LEASE_MS * 2), goOn);
  };
  timeline.after(draw(LEASE_MS), goOn);
}

/** A change of a token that a verifier holds, if there is one. */
export function changeSomething(world: World, { node, afterMs }: { node: Node; afterMs: number }): void {
  world.timeline.after(afterMs, () => {
    const idle = world.clients.filter(({ isBusy }) => !isBusy);
    const client = idle.find(({ token }) => node.memory.has(token)) ?? idle[0];
    if (client && !world.isCalm) void changeToken(world, client);
  });
}
