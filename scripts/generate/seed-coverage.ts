import { join, relative } from "node:path";
import type { TestCase } from "vitest/node";
import { createVitest } from "vitest/node";
import { LEFT_OUT, REQUIREMENTS } from "./seed-requirements.ts";

const root = join(import.meta.dirname, "../..");

/**
 * `docs/reference/seed-coverage.md`: every requirement with the tests whose names carry its number. Throws when one has
 * neither test nor reason, and when a test carries a number that is none.
 */
export async function seedCoverage(): Promise<string> {
  const byNumber = await testsByNumber();
  const known = new Set(Object.values(REQUIREMENTS).flatMap((group) => Object.keys(group).map(Number)));
  const unknown = [...byNumber.keys()].filter((number) => !known.has(number));
  const missing = [...known].filter((number) => !byNumber.has(number) && !(number in LEFT_OUT));
  if (unknown.length > 0) throw new Error(`Tests name requirements that there are not: ${listOf(unknown)}`);
  if (missing.length > 0) throw new Error(`No test's name carries these requirements: ${listOf(missing)}`);
  const sections = Object.entries(REQUIREMENTS).map(([group, wordings]) => {
    const rows = Object.entries(wordings).map(([number, wording]) =>
      row(Number(number), wording, byNumber.get(Number(number)) ?? []),
    );
    return `## ${group}\n\n${TABLE_HEAD}\n${rows.join("\n")}\n`;
  });
  return [HEAD, ...sections].join("\n");
}

const TABLE_HEAD = "| number | requirement | status | tests |\n| --- | --- | --- | --- |";

const HEAD = `<!-- Generated from the names of the tests by «npm run generate». Do not edit. -->

# What three systems ask of access tokens

Dataprep by Trifacta, CodeThreat and Qualytics document how their access tokens behave. Each requirement that follows from these documents is listed here with the tests that show it here; \`npm test\` runs them and says so when a suite could not run. The suites Dataprep, CodeThreat and Qualytics walk the documents from the first paragraph to the last against a real server, the suite e2e drives the page in a browser.
`;

function row(number: number, wording: string, tests: readonly TestCase[]): string {
  const shown = tests.map((test) => {
    const path = relative(root, test.module.moduleId);
    return `[${test.project.name}](../../${path}): ${plainName(test)}`;
  });
  const status = tests.length > 0 ? "tested" : "left out";
  const told = tests.length > 0 ? shown.join("<br>") : LEFT_OUT[number];
  return `| R${number} | ${wording} | ${status} | ${told} |`;
}

/** The guarantee alone, without the numbers before or after it. */
function plainName({ name }: TestCase): string {
  return name.replace(/^(?:R\d+(?:, )?)+: | \((?:R\d+(?:, )?)+\)$/g, "").replaceAll("|", "\\|");
}

function listOf(numbers: readonly number[]): string {
  return numbers.map((number) => `R${number}`).join(", ");
}

/** Read from the sources without running them. A test that is skipped or yet to be written shows nothing. */
async function testsByNumber(): Promise<Map<number, TestCase[]>> {
  const vitest = await createVitest("test", { root, watch: false, reporters: [] });
  const modules = await vitest.parseSpecifications(await vitest.globTestSpecifications());
  await vitest.close();
  const byNumber = new Map<number, TestCase[]>();
  const tests = modules
    .toSorted((a, b) => a.moduleId.localeCompare(b.moduleId))
    .flatMap((module) => Array.from(module.children.allTests()))
    .filter(({ options }) => options.mode === "run");
  for (const test of tests) {
    for (const [, number] of test.name.matchAll(/\bR(\d+)\b/g)) {
      byNumber.set(Number(number), [...(byNumber.get(Number(number)) ?? []), test]);
    }
  }
  return byNumber;
}
