import { join, relative } from "node:path";
import type { TestCase } from "vitest/node";
import { createVitest } from "vitest/node";

const root = join(import.meta.dirname, "../..");

/** What a reference page about coverage is made of. */
export interface Coverage {
  /** The letter before the numbers in the tests' names: `R` for R1, R2, …; `C-` for C-1 */
  mark: string;
  /** The page's title and what it is about. */
  head: string;
  /** What the column of that says above it. */
  column?: string;
  /** By group, what is asked, each by its number. */
  asked: Readonly<Record<string, Readonly<Record<number, string>>>>;
  /** What has no test, and why. */
  leftOut: Readonly<Record<number, string>>;
}

/**
 * A page that lists what is asked with the tests whose names carry its number. Throws when something has neither test
 * nor reason, when it has both, and when a test carries a number that is none.
 */
export function coveragePage(
  { mark, head, column = "asked", asked, leftOut }: Coverage,
  tests: readonly TestCase[],
): string {
  const byNumber = testsByNumber(mark, tests);
  const known = new Set(Object.values(asked).flatMap((group) => Object.keys(group).map(Number)));
  const listOf = (numbers: readonly number[]) => numbers.map((number) => mark + number).join(", ");
  const refuse = (fault: string, numbers: number[]) => {
    if (numbers.length > 0) throw new Error(`${fault}: ${listOf(numbers)}`);
  };
  refuse(
    "Tests name what nobody asked",
    [...byNumber.keys()].filter((number) => !known.has(number)),
  );
  refuse(
    "No test's name carries these numbers",
    [...known].filter((number) => !byNumber.has(number) && !(number in leftOut)),
  );
  refuse(
    "These have a test and a reason why they have none",
    [...byNumber.keys()].filter((number) => number in leftOut),
  );
  const sections = Object.entries(asked).map(([group, wordings]) => {
    const rows = Object.entries(wordings).map(([number, wording]) => {
      const shown = byNumber.get(Number(number)) ?? [];
      const status = shown.length > 0 ? "tested" : "left out";
      const told = shown.length > 0 ? links(shown).join("<br>") : leftOut[Number(number)];
      return `| ${mark}${number} | ${wording} | ${status} | ${told} |`;
    });
    return `## ${group}\n\n${tableHead(column)}\n${rows.join("\n")}\n`;
  });
  return [GENERATED, head, ...sections].join("\n");
}

const GENERATED = "<!-- Generated from the names of the tests by «npm run generate». Do not edit. -->\n";
const tableHead = (column: string) => `| number | ${column} | status | tests |\n| --- | --- | --- | --- |`;

/** Every test that runs, read from the sources without running them, in the order of the files. */
export async function allTests(): Promise<TestCase[]> {
  // The suites of every database, whichever this run is for.
  delete process.env["DATABASES"];
  const vitest = await createVitest("test", { root, watch: false, reporters: [] });
  const modules = await vitest.parseSpecifications(await vitest.globTestSpecifications());
  await vitest.close();
  return modules
    .toSorted((a, b) => a.moduleId.localeCompare(b.moduleId))
    .flatMap((module) => Array.from(module.children.allTests()))
    .filter(({ options }) => options.mode === "run");
}

function testsByNumber(mark: string, tests: readonly TestCase[]): Map<number, TestCase[]> {
  const byNumber = new Map<number, TestCase[]>();
  for (const test of tests) {
    for (const [, number] of test.fullName.matchAll(new RegExp(`\\b${mark}(\\d+)\\b`, "g"))) {
      byNumber.set(Number(number), [...(byNumber.get(Number(number)) ?? []), test]);
    }
  }
  return byNumber;
}

/** `R3, R4: ` before a name, ` (B-5) (C-6)` behind it: of whatever page. */
const NUMBERS = /^(?:[A-Z]-?\d+(?:, )?)+: |(?: \((?:[A-Z]-?\d+(?:, )?)+\))+$/g;

/** Where each test stands, and what it guarantees, without the numbers before or after it; once for all suites. */
function links(tests: readonly TestCase[]): string[] {
  const told = Map.groupBy(tests, ({ name, module }) => {
    const path = relative(root, module.moduleId);
    return `](../../${path}): ${name.replace(NUMBERS, "").replaceAll("|", String.raw`\|`)}`;
  });
  return [...told].map(([where, same]) => {
    const suites = new Set(same.map(({ project }) => project.name));
    return `[${[...suites].toSorted().join(", ")}${where}`;
  });
}
