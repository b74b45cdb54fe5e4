/** `npm run check`: every rule that needs no running product. All of them run, then the faults are counted. */
import { spawnSync } from "node:child_process";

const STEPS: Record<string, string[]> = {
  "the format is the one format": ["prettier", "--check", "--log-level=warn", "."],
  "no lint fault": ["oxlint", "--quiet"],
  "types hold on the server's side": ["tsc", "-p", "tsconfig.json"],
  "types hold in the page": ["tsc", "-p", "packages/web/tsconfig.json"],
  "nothing is dead": ["knip", "--no-progress"],
  "generated files are what the contract says": [
    "node",
    "--conditions=tokenhouse-source",
    "scripts/generate.ts",
    "--check",
  ],
};

let failed = 0;
for (const [guarantee, [file = "", ...args]] of Object.entries(STEPS)) {
  const started = performance.now();
  const { status } = spawnSync(file, args, { stdio: "inherit" });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${guarantee} (${seconds} s)`);
  if (status !== 0) failed++;
}
console.log(failed === 0 ? "Every check holds." : `${failed} of ${Object.keys(STEPS).length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
