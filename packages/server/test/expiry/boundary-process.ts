/** In a process of its own, which may have mistakes in its sources: tries many instants around the ends of tokens. */
import type { BoundaryOrder } from "./boundaries.ts";
import { tryInstants } from "./instants.ts";

async function run(order: BoundaryOrder): Promise<void> {
  process.send?.(await tryInstants(order));
  process.disconnect();
}

process.once("message", (order) => void run(order as BoundaryOrder));
