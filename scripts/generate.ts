/**
 * Writes what is derived from the contract (the OpenAPI description, the SDK's types, the reference pages) and from the
 * names of the tests (what they cover).
 * With `--check` it writes nothing and fails when a file differs.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openApi } from "../packages/server/src/contract/openapi.ts";
import { BAD_INPUT } from "./generate/bad-input.ts";
import { commandLineReference } from "./generate/command-line.ts";
import { allTests, coveragePage } from "./generate/coverage.ts";
import { KNOWN_FAILURES } from "./generate/known-failures.ts";
import { metricsReference } from "./generate/metrics.ts";
import { PAGE_EXPECTATIONS } from "./generate/page-expectations.ts";
import { configurationReference, errorReference, httpReference } from "./generate/reference.ts";
import { SEED_REQUIREMENTS } from "./generate/seed-requirements.ts";
import { sdkTypes } from "./generate/sdk-types.ts";

const root = join(import.meta.dirname, "..");
const description = openApi();
const tests = await allTests();

const files: Record<string, string> = {
  "docs/reference/openapi.json": `${JSON.stringify(description, null, 2)}\n`,
  "docs/reference/http.md": httpReference(),
  "docs/reference/configuration.md": configurationReference(),
  "docs/reference/errors.md": errorReference(),
  "docs/reference/command-line.md": commandLineReference(),
  "docs/reference/metrics.md": metricsReference(),
  "docs/reference/seed-coverage.md": coveragePage(SEED_REQUIREMENTS, tests),
  "docs/reference/bad-input.md": coveragePage(BAD_INPUT, tests),
  "docs/reference/known-failures.md": coveragePage(KNOWN_FAILURES, tests),
  "docs/reference/page-coverage.md": coveragePage(PAGE_EXPECTATIONS, tests),
  "packages/sdk/src/api.gen.ts": await sdkTypes(description),
};

const stale: string[] = [];
for (const [path, text] of Object.entries(files)) {
  const target = join(root, path);
  if (readIfThere(target) === text) continue;
  stale.push(path);
  if (process.argv.includes("--check")) continue;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(
    `These files differ from what the contract says; run «npm run generate»:\n${stale.join("\n")}`,
  );
  process.exitCode = 1;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
