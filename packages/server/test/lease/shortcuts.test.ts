import { expect, test } from "vitest";
import { importModule } from "./module.ts";
import { findSeed, runAll } from "./runs.ts";
import { DEADLOCKS, MODEL_SHORTCUTS, OTHER_SHORTCUTS } from "./shortcuts.ts";

/** Several times as many as the rarest takes. */
const MOST_SCHEDULES = 4000;

test.each([...MODEL_SHORTCUTS, ...OTHER_SHORTCUTS])(
  "the simulation finds a stale check where $name",
  async ({ mutations = [], world = {}, plan = {} }) => {
    const code = await importModule(mutations);
    expect(await findSeed({ code, shortcuts: world, plan, count: MOST_SCHEDULES }, "broken")).toBeDefined();
  },
  300_000,
);

test.each(DEADLOCKS)("the simulation finds who waits for ever where $name", async ({ mutations = [] }) => {
  const code = await importModule(mutations);
  expect(await findSeed({ code, count: 50 }, "faults")).toBeDefined();
});

test("it finds nothing in the module as it was loaded for that, without a mistake", async () => {
  await runAll({ code: await importModule([]), count: 50 });
});

test("a passage that is not there, or not once, is no mutation", async () => {
  const mutation = { file: "holder.ts", passage: "state.term = undefined;", instead: "" };
  await expect(importModule([mutation])).rejects.toThrow("times");
  await expect(importModule([{ ...mutation, passage: "nowhere" }])).rejects.toThrow("0 times");
  await expect(importModule([{ ...mutation, file: "nothing.ts" }])).rejects.toThrow("No file");
});
