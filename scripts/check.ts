/** `npm run check`: every rule that needs no running product. All of them run, side by side, then the faults are counted. */
import { execFile } from "node:child_process";

const STEPS: Record<string, string[]> = {
  "the format is the one format": ["prettier", "--check", "--log-level=warn", "."],
  "no lint fault": ["oxlint", "--quiet"],
  "types hold on the server's side": ["tsc", "-p", "tsconfig.json"],
  "types hold in the page": ["tsc", "-p", "packages/web/tsconfig.json"],
  "dependencies are pinned, whole and few": ["node", "scripts/check-dependencies.ts"],
  "nothing is dead": ["knip", "--no-progress"],
  "generated files are what the contract says": [
    "node",
    "--conditions=tokenhouse-source",
    "scripts/generate.ts",
    "--check",
  ],
};

const results = await Promise.all(
  Object.entries(STEPS).map(([guarantee, command]) => check(guarantee, command)),
);
const failed = results.filter((holds) => !holds).length;
console.log(failed === 0 ? "Every check holds." : `${failed} of ${results.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;

function check(guarantee: string, [file = "", ...args]: string[]): Promise<boolean> {
  const started = performance.now();
  return new Promise((resolve) => {
    execFile(file, args, (error, stdout, stderr) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      if (error) console.log(stdout + stderr);
      console.log(`${error ? "FAIL" : "ok  "} ${guarantee} (${seconds} s)`);
      resolve(!error);
    });
  });
}
