import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openGround } from "../../chaos/ground.ts";
import type { Mutation } from "../../lease/module.ts";
import type { Draw } from "../../storage/schedule.ts";
import { drawFrom } from "../../storage/schedule.ts";
import { SMALL_LOG } from "../kills.ts";
import type { Control, Mistake, Order, Outcome, Report } from "../outcome.ts";
import { addBook, controlOf, count, emptyOutcome, unclear } from "../outcome.ts";
import type { Site } from "../site.ts";
import { openSite } from "../site.ts";
import type { FileSystem, Volume } from "./volume.ts";
import { makeVolume } from "./volume.ts";

const FILE_SYSTEMS: readonly FileSystem[] = ["ext4", "xfs"];

/** One file sees so many cuts, and another begins. */
const CUTS_A_FILE = 10;
const MOST_CHANGES = 300;
/** The power goes within so many ms after a drawn change. */
const WITHIN_MS = 10;
const MOST_SEED = 2 ** 31 - 1;

const MISTAKE: Mistake = {
  name: "SQLite does not wait for the disk",
  mutations: [
    { file: "storage/dialect.ts", passage: "synchronous: 2,", instead: "synchronous: 1," },
    {
      file: "storage/assumptions.ts",
      passage: "found?.synchronous === 2",
      instead: "found?.synchronous === 1",
    },
  ],
};
const MOST_TRIES = 10;

/** Cuts the power of servers' disks while they are written to, and shows that it would have found what is not synced. */
export async function survivesPowerCuts(order: Order): Promise<Report> {
  const outcome = emptyOutcome();
  const draw = drawFrom(order.seed);
  while (outcome.n < order.n && outcome.violations.length === 0) {
    const n = Math.min(CUTS_A_FILE, Math.ceil((order.n - outcome.n) / FILE_SYSTEMS.length));
    for (const type of FILE_SYSTEMS) {
      await cutOften(outcome, { type, n, draw, mutations: draw(2) === 0 ? [SMALL_LOG] : [] });
      order.say?.(`${outcome.n} power cuts, ${outcome.acknowledged} changes acknowledged`);
    }
  }
  const controls: Control[] = [];
  for (const type of FILE_SYSTEMS) {
    const found = emptyOutcome();
    const { name, mutations } = MISTAKE;
    await cutOften(found, { type, n: MOST_TRIES, draw: drawFrom(order.seed), mutations, isSettled: true });
    controls.push(controlOf(`${name}, on ${type}`, found));
  }
  return { ...outcome, seed: order.seed, controls };
}

interface Plan {
  type: FileSystem;
  n: number;
  draw: Draw;
  mutations: readonly Mutation[];
  /** The file is synced as a whole first: then what a cut takes is what was written since. */
  isSettled?: boolean;
}

/** Cuts the power of one disk, until something is wrong. */
async function cutOften(
  outcome: Outcome,
  { type, n, draw, mutations, isSettled = false }: Plan,
): Promise<void> {
  const ground = openGround();
  const { violations } = outcome;
  try {
    const volume = makeVolume(ground.folder, type);
    const site = openSite({
      folder: join(ground.folder, "server"),
      data: volume.folder,
      mutations,
      draw: drawFrom(1 + draw(MOST_SEED)),
    });
    if (isSettled) {
      await site.start();
      await site.server().end("SIGTERM");
    }
    for (let cuts = 0; cuts < n && violations.length === 0; cuts++) {
      violations.push(...(await site.start()));
      if (violations.length > 0) break;
      await cutOnce(site, volume, draw);
      await volume.mountAgain();
      outcome.n++;
      count(outcome.faults, `power cut on ${type}`);
      violations.push(...site.judge().map((wrong) => `${type}: ${wrong}`));
    }
    if (violations.length === 0) violations.push(...(await site.start()));
    addBook(outcome, site.book);
    violations.push(...unclear(outcome));
  } finally {
    await ground.clear();
  }
}

/** So many changes are asked for after the cut: none of them can be acknowledged truly. */
const AFTERWARDS = 20;

async function cutOnce(site: Site, volume: Volume, draw: Draw): Promise<void> {
  const { book } = site;
  const far = book.acknowledged + 1 + draw(MOST_CHANGES);
  let cutting: Promise<void> | undefined;
  let end = Infinity;
  const asked = () => book.acknowledged + book.unknown;
  const cut = async () => {
    await delay(draw(WITHIN_MS));
    // What was asked until now is answered, if at all, by a machine that is dead. Here it lives on, and ext4 may tell it
    // that all is synced: who waits for a transaction that has ended meanwhile is not told that the journal was aborted.
    book.cutAt = performance.now();
    volume.cut();
    end = asked() + AFTERWARDS;
  };
  await site.write(() => {
    if (book.acknowledged >= far) cutting ??= cut();
    return asked() >= end;
  });
  await cutting;
  await site.server().end("SIGKILL");
}
