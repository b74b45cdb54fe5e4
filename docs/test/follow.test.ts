import { afterAll, beforeAll, expect, test } from "vitest";
import { isElsewhere } from "./elsewhere.ts";
import { follow } from "./follow.ts";
import type { Page } from "./pages.ts";
import { blocksOf, readPages } from "./pages.ts";
import { LEFT, STAGES } from "./stages.ts";
import type { World } from "./world.ts";
import { openWorld } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

const pages = readPages().filter(({ blocks }) =>
  blocks.some((block) => block.language === "sh" && !isElsewhere(block)),
);

test.each(pages.map((page) => [page.path, page] as const))(
  "%s can be followed as it is written",
  (path, page) =>
    follow(page, world, {
      stage: STAGES[path] ?? {},
      finish: (followed) => LEFT[path]?.(followed, world),
    }),
);

test("every page of which something is known is followed", () => {
  const followed = pages.map(({ path }) => path);
  expect(followed).toEqual(expect.arrayContaining([...Object.keys(STAGES), ...Object.keys(LEFT)]));
});

function written(text: string): Page {
  return { path: "page.md", text, blocks: blocksOf("page.md", text) };
}

const tryOut = (text: string) => follow(written(text), world, { finish: ({ outputs }) => outputs });

test("a page whose command fails is found, by its line", async () => {
  await expect(tryOut("```sh\ntrue\n```\n\n```sh\ntokenhouse token show nothing\n```\n")).rejects.toThrow(
    /^page\.md:6 failed:/,
  );
});

test("a page that reads what nobody has set is found", async () => {
  await expect(tryOut('```sh\necho "$NOBODY_SET_THIS"\n```\n')).rejects.toThrow("page.md:2 failed");
});

test("a page that shows what is not printed is found", async () => {
  const shown = (text: string) => `\`\`\`sh\necho one two\n\`\`\`\n\n\`\`\`text\n${text}\n\`\`\`\n`;
  expect(await tryOut(shown("one …"))).toEqual(["one two\n"]);
  await expect(tryOut(shown("one three"))).rejects.toThrow("page.md:6 shows");
  await expect(tryOut(shown("one"))).rejects.toThrow("page.md:6 shows");
});

test("what a page starts ends with it", async () => {
  const [pid = ""] = await tryOut("```sh\nsleep 600 & echo $!\n```\n");
  expect(() => process.kill(Number(pid), 0)).toThrow("ESRCH");
});
