import type { Revoker } from "../../../src/verify/lease/revoker.ts";
import type { VerifierRows } from "../../../src/verify/lease/rows.ts";
import { LEASE_MS, MARGIN_MS, drawRate } from "./plan.ts";
import type { SimulatedProcess } from "./process.ts";
import { createProcess } from "./process.ts";
import { openCarriedSession, openSession } from "./sessions.ts";
import type { Node, World } from "./world.ts";

const TERMS = { leaseMs: LEASE_MS, marginMs: MARGIN_MS };
const POLL_MS = LEASE_MS / 20;
const SWEEP_MS = LEASE_MS / 5;

/** Starts a verifier, with the module as it is in the world. */
export function startNode(world: World, name: string, kind: "replica" | "sdk"): Node {
  const { draw, timeline, code } = world;
  const process = createProcess({ timeline, draw }, { name, rate: drawRate(draw, world.plan.clocks) });
  const memory = new Set<string>();
  let registrations = 0;
  const lease = code.openHeldLease({
    ...TERMS,
    machine: process.machine,
    name,
    newId: () => `${name}.${++registrations}`,
    openSession: () =>
      kind === "sdk" ? Promise.resolve(openCarriedSession(world, process)) : openSession(world, process),
    onFailure: () => undefined,
    forget({ changes }) {
      world.note(`${name} applies ${changes ? `${changes.length} changes` : "everything"}`);
      if (changes) for (const { ref } of changes) memory.delete(ref);
      else memory.clear();
    },
  });
  const options = { ...TERMS, machine: process.machine, rows: rowsOf(world, process), pollMs: POLL_MS };
  const revoker = kind === "replica" ? code.createRevoker(options) : undefined;
  if (revoker) sweepOn(process, revoker);
  const node: Node = { process, lease, memory, revoker };
  world.nodes.push(node);
  world.note(`${name} starts`);
  return node;
}

function sweepOn(process: SimulatedProcess, revoker: Revoker): void {
  process.post(SWEEP_MS, () => {
    void revoker.sweep().catch(() => undefined);
    sweepOn(process, revoker);
  });
}

function rowsOf({ database, network, anyPrimary, note }: World, process: SimulatedProcess): VerifierRows {
  return {
    read: () => network.ask(process, () => database.readRows(anyPrimary())),
    async fence({ id, generation }) {
      await network.ask(process, () => {
        const isFenced = database.remove(anyPrimary(), id, (row) => row.generation === generation);
        if (isFenced === true) note(`${process.name} fences ${id}`);
        return isFenced;
      });
    },
  };
}

/** Takes a node away: killed, or after it has given its lease back. */
export function stopNode(world: World, node: Node, how: "killed" | "released"): void {
  world.note(`${node.process.name} is ${how}`);
  world.nodes = world.nodes.filter((other) => other !== node);
  if (how === "killed") node.process.kill();
  else node.process.post(0, () => void node.lease.release());
}
