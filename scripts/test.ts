/**
 * `npm test`: installs what a suite needs, runs the suites, and closes with which ran, which could not, and why.
 * Arguments go to vitest. A suite that cannot run is a warning, and a failure where CI=true.
 */
import type { TestModule } from "vitest/node";
import { createVitest, parseCLI } from "vitest/node";
import { NEEDS } from "./test/needs.ts";

const isWhole = process.argv.length === 2;
const { filter, options } = parseCLI(["vitest", "run", ...process.argv.slice(2)]);
const vitest = await createVitest({ ...options, watch: false });
await vitest.standalone();
const found = await vitest.globTestSpecifications(filter);
const asked = new Set(
  (isWhole ? vitest.projects : found.map(({ project }) => project)).map(({ name }) => name),
);
const couldNotRun = new Map<string, string>();
for (const suite of asked) {
  const reason = NEEDS[suite]?.();
  if (reason !== undefined) couldNotRun.set(suite, reason);
}
const { testModules, unhandledErrors } = await vitest.runTestSpecifications(
  found.filter(({ project }) => !couldNotRun.has(project.name)),
  isWhole,
);
await vitest.close();
report();

function report(): void {
  console.log("\nSuites");
  for (const suite of asked) {
    const { passed, failed } = count(testModules.filter(({ project }) => project.name === suite));
    if (passed + failed > 0) console.log(`  ${suite}: ran ${passed + failed} tests`);
    else if (!couldNotRun.has(suite)) couldNotRun.set(suite, "none of its tests ran");
  }
  for (const name of triedTwice(testModules)) console.log(`  passed only when tried again: ${name}`);
  for (const [suite, reason] of couldNotRun) console.log(`  ${suite}: COULD NOT RUN: ${reason}`);
  if (!isWhole) console.log("  (a part of the suites, as asked)");
  const { passed, skipped, ...counted } = count(testModules);
  const failed = counted.failed + unhandledErrors.length;
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  const isStrict = process.env["CI"] === "true" || passed === 0;
  process.exitCode = failed > 0 || (isStrict && couldNotRun.size > 0) || asked.size === 0 ? 1 : 0;
}

function triedTwice(modules: TestModule[]): string[] {
  const passed = modules.flatMap((module) => Array.from(module.children.allTests("passed")));
  return passed.filter((test) => test.diagnostic()?.flaky).map(({ fullName }) => fullName);
}

/** A file that breaks before its first test counts as one failure. */
function count(modules: TestModule[]): Record<"passed" | "failed" | "skipped", number> {
  const total = (state: "passed" | "failed" | "skipped") =>
    modules.reduce((sum, module) => sum + [...module.children.allTests(state)].length, 0);
  const broken = modules.filter((module) => module.errors().length > 0).length;
  return { passed: total("passed"), failed: total("failed") + broken, skipped: total("skipped") };
}
