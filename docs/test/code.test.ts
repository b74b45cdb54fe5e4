import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder } from "../../e2e/harness/server.ts";
import { isElsewhere } from "./elsewhere.ts";
import type { Block } from "./pages.ts";
import { placeOf, readPages, root } from "./pages.ts";
import type { World } from "./world.ts";
import { openWorld, projectInto } from "./world.ts";

const home = makeFolder();
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.stop();
  rmSync(home, { recursive: true });
});

const snippets = readPages()
  .flatMap(({ blocks }) => blocks)
  .filter((block) => block.language === "ts" && !isElsewhere(block));

/** Where a snippet lies: those of one page side by side, so that they find each other. */
function fileOf({ page, line, file = `line-${line}.ts` }: Block): string {
  return join(home, page.replaceAll(/\W/g, "-"), file);
}

function layOut(blocks: readonly Block[], placed = (code: string) => code): void {
  projectInto(home);
  for (const block of blocks) {
    mkdirSync(dirname(fileOf(block)), { recursive: true });
    writeFileSync(fileOf(block), placed(block.code));
  }
}

function typeFaults(folder: string): string {
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["**/*.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" }).stdout;
}

test("every snippet passes the strictest type check", () => {
  expect(snippets.length).toBeGreaterThan(5);
  layOut(snippets);
  expect(typeFaults(home)).toBe("");
});

/** Those that no command of their page starts: `follow.test.ts` does not run them. */
const notStarted = snippets.filter(({ page, file }) => {
  const commands = readPages().find(({ path }) => path === page)?.blocks ?? [];
  return !commands.some(({ language, code }) => language === "sh" && code.includes(file ?? "\0"));
});

test.each(notStarted.map((block) => [placeOf(block), block] as const))("%s runs", async (_, block) => {
  const samePage = snippets.filter(({ page }) => page === block.page);
  layOut(samePage, (code) => code.replaceAll("http://127.0.0.1:4980", world.server.url));
  const load = `await import(${JSON.stringify(fileOf(block))}); process.exit()`;
  const flags = ["--conditions=tokenhouse-source", "--disable-warning=ExperimentalWarning"];
  const env = { TOKENHOUSE_URL: world.server.url, TOKENHOUSE_TOKEN: world.value };
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [...flags, "--input-type=module", "-e", load],
    { cwd: home, env },
  );
  expect(stderr).toBe("");
});

test("a snippet that does not fit what it imports is found", () => {
  const folder = join(home, "wrong");
  projectInto(folder);
  writeFileSync(join(folder, "api.ts"), 'import { verify } from "@tokenhouse/sdk";\nverify();\n');
  expect(typeFaults(folder)).toContain("has no exported member 'verify'");
});
