import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ELSEWHERE, isElsewhere, names } from "./elsewhere.ts";
import { blocksOf, placeOf, readPages, root } from "./pages.ts";

const pages = readPages();
const blocks = pages.flatMap((page) => page.blocks);

/** What becomes of a block of each kind, and where. */
const KINDS: Record<string, string> = {
  sh: "run, by follow.test.ts",
  text: "compared with what the block before it printed, by follow.test.ts",
  ts: "its types checked, by code.test.ts, and run",
  haproxy: "read by HAProxy, by configurations.test.ts",
  ini: "read by systemd, by configurations.test.ts",
  sql: "run by PostgreSQL, by configurations.test.ts",
  yaml: "read as Kubernetes' own, by configurations.test.ts",
};

test("every block of every page is of a kind that is tried, or is tried elsewhere", () => {
  expect(blocks.length).toBeGreaterThan(50);
  const untried = blocks.filter((block) => !(block.language in KINDS) && !isElsewhere(block));
  expect(untried.map((block) => `${placeOf(block)} ${block.language}`)).toEqual([]);
});

test("no fence is overlooked", () => {
  const overlooked = pages.filter(
    ({ text, blocks }) => (text.match(/^\s*(?:`{3,}|~{3,})/gm) ?? []).length !== 2 * blocks.length,
  );
  expect(overlooked.map(({ path }) => path)).toEqual([]);
});

test("output stands behind what printed it", () => {
  const alone = pages.flatMap((page) =>
    page.blocks.filter((block, n) => block.language === "text" && page.blocks[n - 1]?.language !== "sh"),
  );
  expect(alone.map(placeOf)).toEqual([]);
});

test("what is tried elsewhere is one block that is there, by a test that is there", () => {
  for (const one of ELSEWHERE) {
    expect(
      blocks.filter((block) => names(one, block)),
      `${one.page}: ${one.begins}`,
    ).toHaveLength(1);
    expect(existsSync(join(root, one.test)), one.test).toBe(true);
  }
});

test("every npm command that a page names exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const text = pages.map((page) => page.text).join("\n");
  const named = [...text.matchAll(/\bnpm (?:run )?(start|test|(?<=run )[a-z-]+)\b/g)];
  expect(named.length).toBeGreaterThan(5);
  expect(named.map(([, name]) => name).filter((name = "") => !(name in scripts))).toEqual([]);
});

test("every relative link of every page leads to a file", () => {
  const broken = pages.flatMap(({ path, text }) => {
    const targets = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g)].map(([, target = ""]) => target);
    const lost = targets.filter((target) => !existsSync(join(root, dirname(path), target)));
    return lost.map((target) => `${path}: ${target}`);
  });
  expect(broken).toEqual([]);
});

test("a block says where it stands, its kind and the file that it names", () => {
  const page = "One\n\n```ts\n// app/api.ts\nconst a = 1;\n```\n\n- two\n\n  ```sh\n  echo '```'\n  ```\n";
  expect(blocksOf("page.md", page)).toMatchObject([
    { line: 4, language: "ts", file: "app/api.ts", code: "// app/api.ts\nconst a = 1;\n" },
    { line: 11, language: "sh", file: undefined },
  ]);
});
