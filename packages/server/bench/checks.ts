/**
 * What a check costs, in the process that asks and over HTTP, beside what others do: each in turn, on the same machine.
 * Prints its figures, writes them to docs/reference/performance.md and draws docs/images/performance.svg.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { InProcessTold } from "./checks/in-process.ts";
import type { MemoryTold } from "./checks/memory.ts";
import { measureOverHttp } from "./checks/over-http.ts";
import { barsOf, reportOf } from "./checks/report.ts";
import { SIZES } from "./checks/sizes.ts";
import { measureUsageWrites } from "./checks/usage.ts";
import { canPin, moveToLoaderCore, startChild } from "./child.ts";
import { loader } from "./load.ts";
import { circumstances, isQuick, writePart } from "./page.ts";
import { drawPicture } from "./picture.ts";
import { createStore, urlOf } from "./store.ts";
import type { Store } from "./store.ts";

const LOADS = 3;

const written = circumstances("npm run bench checks");
moveToLoaderCore();
say(`Storing ${SIZES.manyTokens} tokens`);
const store = await createStore(SIZES.manyTokens);
try {
  say("Measuring checks in process");
  const inProcess = await measureInProcess(store);
  say("Measuring memory");
  const memory: MemoryTold[] = [];
  for (let load = 0; load < LOADS; load++) memory.push(await measureMemory());
  say("Measuring what checks write");
  const usage = await measureUsageWrites(store, SIZES);
  say("Measuring checks over HTTP");
  const overHttp = await measureOverHttp(store, SIZES);
  const measured = { inProcess, memory, usage, overHttp };
  writePart("checks", reportOf(measured, SIZES, `${written} ${howLoaded()}`));
  if (!isQuick) drawPicture(barsOf(measured));
} finally {
  rmSync(store.folder, { recursive: true });
}

/** The server that the verifiers lease from runs beside them. */
async function measureInProcess(store: Store): Promise<InProcessTold> {
  const script = join(import.meta.dirname, "servers/tokenhouse.ts");
  const server = await startChild<{ url: string }>(script, {
    argument: { databaseUrl: urlOf(store) },
    core: "loader",
  });
  const asker = await startChild<InProcessTold>(join(import.meta.dirname, "checks/in-process.ts"), {
    argument: { store, url: server.told.url, sizes: SIZES },
  });
  await asker.stop();
  await server.stop();
  return asker.told;
}

async function measureMemory(): Promise<MemoryTold> {
  const script = join(import.meta.dirname, "checks/memory.ts");
  const argument = { tokens: SIZES.manyTokens };
  const child = await startChild<MemoryTold>(script, { argument, flags: ["--expose-gc"] });
  await child.stop();
  return child.told;
}

function howLoaded(): string {
  const where = canPin
    ? "each server has one core to itself, who loads it the other"
    : "servers and their load share the cores";
  return `Loaded by ${loader}; ${where}.`;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
