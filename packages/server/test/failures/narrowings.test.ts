import type { Verifier } from "@tokenhouse/sdk";
import { sql } from "kysely";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { start } from "../../src/main.ts";
import { tellToken } from "../../src/service/check-token.ts";
import { recordCommits } from "../../src/storage/change.ts";
import type { Minted } from "../fixture.ts";
import { mint, signIn } from "../fixture.ts";
import { addTeam } from "../team.ts";
import type { Callers } from "./good-calls.ts";
import { addOperator, CHANGING, sampleOf, startCallers } from "./good-calls.ts";
import type { Narrowed, Stage } from "./narrowings.ts";
import { narrowings } from "./narrowings.ts";
import { joinVerifier } from "./verifiers.ts";

/*
 * Caches elsewhere went on to accept what had ended, because one of many changes forgot to tell them. Here every route
 * that narrows rights is held to it, with verifiers that have what is going to end in their memory.
 */

type Held = Narrowed["held"][number];

const NOBODY = { cookie: "", csrf: "" };
const CASES = Object.entries(narrowings(NOBODY)).flatMap(([operation, ways]) =>
  Object.keys(ways).map((way) => ({ operation: operation as keyof ReturnType<typeof narrowings>, way })),
);

let callers: Callers;
/** What is good no more, whichever way it ended, and what nobody has ended. */
const ended: Held[] = [];
const living: Minted[] = [];
let stages = 0;

beforeAll(async () => {
  callers = await startCallers();
});
afterAll(() => callers.stop());

async function enter(): Promise<{ stage: Stage; verifiers: Verifier[]; bystander: Minted }> {
  const rules = { maxLifetimeDays: -1, everyoneMayGenerate: true };
  const team = await addTeam(callers, `stage-${stages++}`, rules);
  const stage = { ...callers, ...team };
  const bystander = await mint(stage, team.owner.session, { lifetimeDays: -1 });
  const open = (mode: "memory" | "mirror") => joinVerifier(stage, { token: bystander.value, mode });
  return { stage, verifiers: [await open("memory"), await open("mirror")], bystander };
}

describe("as soon as it is answered that something has ended", () => {
  test.each(CASES)(
    "C-14, C-21: no verifier accepts it, however it was held ($operation: $way)",
    { timeout: 120_000 },
    async ({ operation, way }) => {
      const { stage, verifiers, bystander } = await enter();
      const prepare = narrowings(callers.owner.session)[operation]?.[way];
      if (!prepare) throw new Error("There is no such case");
      const { held, call } = await prepare(stage);
      for (const { value, asked } of held) {
        for (const verifier of verifiers) {
          await expect.poll(() => lookAgain(verifier, { value, ...(asked && { asked }) })).toBe(true);
        }
        expect(await tellHere({ value, ...(asked && { asked }) })).toBe(true);
      }
      const { status, text } = await call();
      const peeked = held.flatMap(({ value, asked }) =>
        verifiers.map((verifier) => verifier.peek(value, asked)?.valid ?? false),
      );
      expect(status, text).toBeLessThan(300);
      expect(peeked).toEqual(peeked.map(() => false));
      for (const one of held) {
        for (const verifier of verifiers) expect(await accepts(verifier, one)).toBe(false);
        expect(await tellHere(one)).toBe(false);
        expect((await ask(callers.url, one)).status).toBeGreaterThanOrEqual(401);
      }
      ended.push(...held);
      if ((await ask(callers.url, bystander)).status === 200) living.push(bystander);
    },
  );
});

/** On a busy machine a lease may lapse, and with it what was held. */
async function lookAgain(verifier: Verifier, { value, asked }: Held): Promise<boolean> {
  await verifier.verify(value, asked);
  return verifier.peek(value, asked)?.valid ?? false;
}

/** By the server itself, from its memory where that knows. */
async function tellHere({ value, asked = { scopes: [] } }: Held): Promise<boolean> {
  return (await tellToken(callers.service, { value }, asked)).valid;
}

/** A verifier whose own token has ended has no verdict, and so accepts nothing. */
async function accepts(verifier: Verifier, { value, asked }: Held): Promise<boolean> {
  return verifier.verify(value, asked).then(
    ({ valid }) => valid,
    () => false,
  );
}

function ask(url: string, { value, asked }: Held): Promise<Response> {
  const query = asked?.scopes.map((scope) => `scope=${encodeURIComponent(scope)}`).join("&");
  return fetch(`${url}/auth/forward?${query ?? ""}`, { headers: { authorization: `Bearer ${value}` } });
}

test("C-14: what has ended in any of these ways has ended for a server that starts anew, and nothing else has", async () => {
  expect([ended.length, living.length].map((count) => count > 15)).toEqual([true, true]);
  const folder = mkdtempSync(join(tmpdir(), "tokenhouse-anew-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "tokenhouse.db");
  await sql`vacuum into ${file}`.execute(callers.service.db);
  const { config } = readConfig({ TOKENHOUSE_PORT: "0", TOKENHOUSE_DATABASE_URL: `sqlite:${file}` });
  const anew = await start(config, createLog("silent"));
  onTestFinished(() => anew.stop());
  for (const held of ended) expect((await ask(anew.url, held)).status).toBeGreaterThanOrEqual(401);
  for (const held of living) expect((await ask(anew.url, held)).status).toBe(200);
});

test.each(CHANGING)("C-21: %s has a case here if it narrows the rights of anybody", async (operation) => {
  const person = await addOperator(callers);
  const session = await signIn(callers, person);
  const sample = await sampleOf(callers, operation, person);
  const { value } = await mint(callers, session);
  let narrows = false;
  recordCommits(callers.service.db, ({ narrowed }) => {
    narrows ||= narrowed.length > 0;
    return Promise.resolve();
  });
  const replies = [
    await callers.call(operation, { bearer: value }, sample),
    await callers.call(operation, session, sample),
  ];
  expect(
    replies.some(({ status }) => status < 300),
    operation,
  ).toBe(true);
  const cases = CASES.filter((one) => one.operation === operation);
  expect(narrows && cases.length === 0, "This route needs a case among the narrowings").toBe(false);
});
