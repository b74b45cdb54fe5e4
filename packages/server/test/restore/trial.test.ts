import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { tryRestores } from "./trial.ts";

const REVOKES = Number(process.env["RESTORE_REVOKES"] ?? 1000);
const SEED = Number(process.env["RESTORE_SEED"] ?? randomInt(2 ** 31));

test("of the tokens that were ended after a backup none is accepted once it is restored, and the others are; without journal and decision all come back", async () => {
  const { violations, controls } = await tryRestores({ n: REVOKES, seed: SEED });
  expect(violations, `RESTORE_SEED=${SEED}`).toEqual([]);
  expect(controls.map((control) => control.violations.length)).toEqual([REVOKES]);
}, 300_000);
