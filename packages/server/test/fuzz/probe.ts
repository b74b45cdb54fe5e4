/** Loaded before a server: at each SIGUSR2 it adds to the file `PROBE` what the process has come to since the last. */
import { appendFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Reading } from "./watched.ts";

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

process.on("SIGUSR2", () => {
  const [delayP999Ms, delayMaxMs] = [delay.percentile(99.9) / 1e6, delay.max / 1e6];
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  const reading: Reading = { delayP999Ms, delayMaxMs, rss, held: heapUsed + external };
  appendFileSync(process.env["PROBE"] ?? "", `${JSON.stringify(reading)}\n`);
  delay.reset();
});
