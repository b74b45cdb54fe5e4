import { join } from "node:path";
import { openGround } from "../../chaos/ground.ts";
import type { Draw } from "../../storage/schedule.ts";
import { drawFrom } from "../../storage/schedule.ts";
import type { Mistake, Order, Outcome, Report } from "../outcome.ts";
import { addBook, count, unclear, withControl } from "../outcome.ts";
import { openSite } from "../site.ts";
import type { Failing } from "./fiu.ts";
import { breakable, setFailing } from "./fiu.ts";
import { FAILED_IS_DONE, recovers, writeOn } from "./full-disk.ts";

/** What fails; whatever is «reduced» does less than it was asked for. Only SQLite reads and writes at places of files. */
const ERRORS: Record<string, readonly Failing[]> = {
  "what is to be synced is not": [
    { name: "posix/io/sync/fsync", percent: 5 },
    { name: "posix/io/sync/fdatasync", percent: 5 },
  ],
  "writing fails": [{ name: "posix/io/rw/pwrite", percent: 2 }],
  "less is written": [{ name: "posix/io/rw/pwrite/reduce", percent: 5 }],
  "reading fails": [{ name: "posix/io/rw/pread", percent: 5 }],
  "less is read": [{ name: "posix/io/rw/pread/reduce", percent: 5 }],
  "anything fails": [
    { name: "posix/io/sync/*", percent: 2 },
    { name: "posix/io/rw/pwrite", percent: 1 },
    { name: "posix/io/rw/pread", percent: 1 },
    { name: "posix/io/rw/ftruncate", percent: 20 },
  ],
};

const KINDS = Object.keys(ERRORS);
/** So many changes are asked for before the errors, and meanwhile. */
const [BEFORE, MEANWHILE] = [50, 150];
const MOST_SEED = 2 ** 31 - 1;

/** Lets servers' reading, writing and syncing fail, and shows that it would have found what is acknowledged all the same. */
export function survivesErrors({ n, seed }: Order): Promise<Report> {
  return withControl(seed, FAILED_IS_DONE, (outcome, mistake) =>
    breakOften(outcome, { n: mistake ? KINDS.length : n, draw: drawFrom(seed), mistake }),
  );
}

interface Plan {
  n: number;
  draw: Draw;
  mistake: Mistake | undefined;
}

/** Breaks the servers of one file, until something is wrong. */
async function breakOften(outcome: Outcome, { n, draw, mistake }: Plan): Promise<void> {
  const ground = openGround();
  const { violations } = outcome;
  const pipes = join(ground.folder, "fiu");
  try {
    const site = openSite({
      folder: join(ground.folder, "server"),
      mutations: mistake?.mutations,
      draw: drawFrom(1 + draw(MOST_SEED)),
      env: breakable(pipes),
    });
    for (let times = 0; times < n && violations.length === 0; times++) {
      const kind = KINDS[times % KINDS.length] ?? "";
      violations.push(...(await site.start()));
      if (violations.length > 0) break;
      await writeOn(site, { acknowledged: BEFORE, refused: Infinity });
      const { pid, end } = site.server();
      setFailing({ pid, pipes }, ERRORS[kind] ?? [], true);
      await writeOn(site, { acknowledged: MEANWHILE, refused: MEANWHILE });
      setFailing({ pid, pipes }, ERRORS[kind] ?? [], false);
      violations.push(...(await recovers(site)).map((wrong) => `${kind}: ${wrong}`));
      await end("SIGKILL");
      outcome.n++;
      count(outcome.faults, kind);
      violations.push(...site.judge().map((wrong) => `${kind}: ${wrong}`));
    }
    addBook(outcome, site.book);
    violations.push(...unclear(outcome));
  } finally {
    await ground.clear();
  }
}
