import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Proved } from "./proof.ts";

const root = join(import.meta.dirname, "../..");

interface Tests {
  /** Suites of `npm test`. */
  projects: readonly string[];
  /** Files of them, or all. */
  files?: readonly string[];
  env?: Record<string, string>;
}

/** Runs tests as `npm test` does. `n` is theirs, and how many of them show that a mistake is found is in their names. */
export async function proveByTests(
  { projects, files = [], env = {} }: Tests,
  { faults, control }: Pick<Proved, "faults" | "control">,
): Promise<Proved> {
  const folder = mkdtempSync(join(tmpdir(), "tokenhouse-proof-"));
  const report = join(folder, "report.json");
  try {
    const args = ["run", ...projects.flatMap((name) => ["--project", name]), ...files];
    const output = ["--reporter=json", `--outputFile=${report}`];
    const child = spawn(
      process.execPath,
      [join(root, "node_modules/vitest/vitest.mjs"), ...args, ...output],
      {
        cwd: root,
        env: { ...process.env, ...env },
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    await once(child, "exit");
    const { numPassedTests: passed, numFailedTests: failed, testResults } = readReport(report);
    const broken = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === "failed")
      .map(({ fullName }) => `failed: ${fullName}`);
    const silent =
      child.exitCode === 0 || broken.length > 0 ? [] : [`the tests ended with ${child.exitCode}`];
    const result =
      failed === 0 ? `all of ${passed} tests passed` : `${failed} of ${passed + failed} tests failed`;
    return { n: passed + failed, seeded: false, faults, result, control, broken: [...broken, ...silent] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { assertionResults: { status: string; fullName: string }[] }[];
}

function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  }
}
