/** Loaded before a server: at each SIGUSR2 it adds to the file `PROBE` what the process has come to since the last. */
import { appendFileSync } from "node:fs";
import { createHistogram } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Reading } from "./watched.ts";

const EVERY_MS = 5;
const late = createHistogram();
const busy = createHistogram();
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

let before = { at: performance.now(), worked: threadMicros() };
setInterval(() => {
  const now = { at: performance.now(), worked: threadMicros() };
  late.record(Math.max(1, Math.round((now.at - before.at - EVERY_MS) * 1000)));
  busy.record(Math.max(1, now.worked - before.worked));
  before = now;
}, EVERY_MS).unref();

process.on("SIGUSR2", () => {
  const [lateMs, busyMs] = [late.percentile(99.9) / 1000, busy.percentile(99.9) / 1000];
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  const reading: Reading = { lateMs, busyMs, rss, held: heapUsed + external };
  appendFileSync(process.env["PROBE"] ?? "", `${JSON.stringify(reading)}\n`);
  late.reset();
  busy.reset();
  before = { at: performance.now(), worked: threadMicros() };
});

function threadMicros(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
