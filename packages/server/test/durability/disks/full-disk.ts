import { join } from "node:path";
import { openGround } from "../../chaos/ground.ts";
import type { Draw } from "../../storage/schedule.ts";
import { drawFrom } from "../../storage/schedule.ts";
import type { Mistake, Order, Outcome, Report } from "../outcome.ts";
import { addBook, count, unclear, withControl } from "../outcome.ts";
import type { Site } from "../site.ts";
import { openSite } from "../site.ts";
import { makeVolume } from "./volume.ts";

export const FAILED_IS_DONE: Mistake = {
  name: "a change whose commit failed is acknowledged",
  mutations: [
    {
      file: "storage/change.ts",
      passage: "for (const { reject } of failed) reject(error);",
      instead:
        "for (const { settle } of outcomes) settle();\nfor (const { reject } of failed) reject(error);",
    },
  ],
};

const MOST_CHANGES = 200;
/** So many changes are to be refused for want of room, and acknowledged when there is room again. */
const SOME = 30;
/** A server that has not recovered after so many refusals does not. */
const MOST_REFUSALS = 2_000;
const MOST_SEED = 2 ** 31 - 1;

/** Fills servers' disks while they are written to, and shows that it would have found what is acknowledged all the same. */
export function survivesFullDisks({ n, seed }: Order): Promise<Report> {
  return withControl(seed, FAILED_IS_DONE, (outcome, mistake) =>
    fillOften(outcome, { n, draw: drawFrom(seed), mistake }),
  );
}

interface Plan {
  n: number;
  draw: Draw;
  mistake: Mistake | undefined;
}

/** Fills one disk, until something is wrong. */
async function fillOften(outcome: Outcome, { n, draw, mistake }: Plan): Promise<void> {
  const ground = openGround();
  const { violations } = outcome;
  try {
    const volume = makeVolume(ground.folder, "ext4");
    const site = openSite({
      folder: join(ground.folder, "server"),
      data: volume.folder,
      mutations: mistake?.mutations,
      draw: drawFrom(1 + draw(MOST_SEED)),
    });
    for (let times = 0; times < n && violations.length === 0; times++) {
      violations.push(...(await site.start()));
      if (violations.length > 0) break;
      await writeOn(site, { acknowledged: 1 + draw(MOST_CHANGES), refused: Infinity });
      volume.fill();
      await writeOn(site, { acknowledged: Infinity, refused: SOME });
      violations.push(...(await site.check()).map((wrong) => `while there is no room: ${wrong}`));
      volume.empty();
      violations.push(...(await recovers(site)));
      await site.server().end("SIGKILL");
      outcome.n++;
      count(outcome.faults, "disk full");
      violations.push(...site.judge());
    }
    addBook(outcome, site.book);
    violations.push(...unclear(outcome));
  } finally {
    await ground.clear();
  }
}

/** Lets the writers write until they have so many more answers of one kind or the other. */
export async function writeOn(
  { book, write }: Site,
  most: { acknowledged: number; refused: number },
): Promise<void> {
  const acknowledged = book.acknowledged + most.acknowledged;
  const unknown = book.unknown + most.refused;
  await write(() => book.acknowledged >= acknowledged || book.unknown >= unknown);
}

/** Whether changes are acknowledged again, without another start. */
export async function recovers(site: Site): Promise<string[]> {
  const before = site.book.acknowledged;
  await writeOn(site, { acknowledged: SOME, refused: MOST_REFUSALS });
  return site.book.acknowledged - before >= SOME ? [] : ["the server does not recover"];
}
