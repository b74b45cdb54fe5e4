import { Refusal } from "../core/errors.ts";
import { checkAssumptions } from "../storage/dialect.ts";
import { currentRevision } from "../storage/open.ts";
import type { Assumption } from "../storage/assumptions.ts";
import type { Service } from "./context.ts";

/** What the database is relied on for, each of it found to hold; refuses where it does not, or gives no answer. */
export async function probe({ db }: Service): Promise<Record<string, boolean>> {
  const assumptions = await currentRevision(db)
    .then(() => checkAssumptions(db))
    .catch(() => {
      throw new Refusal("unavailable", "The database does not answer");
    });
  const broken = assumptions.find(({ holds }) => holds === false);
  if (broken) throw new Refusal("unavailable", broken.remedy);
  return Object.fromEntries(
    assumptions.flatMap(({ name, holds }) => (holds === null ? [] : [[name, holds] as const])),
  );
}

/** All that has to be so for a receipt to be true, of the database and of the machine of this process. */
export async function listAssumptions({ db, standing }: Service): Promise<Assumption[]> {
  const clocksAgree = standing.clocksAgree();
  const remedy =
    "Within the last hour this machine was suspended, or its clock was set: do not suspend machines that check tokens";
  return [
    ...(await checkAssumptions(db)),
    ...(clocksAgree === undefined ? [] : [{ name: "clocks", holds: clocksAgree, remedy }]),
    ...timeOf(standing),
  ];
}

function timeOf({ timeDifference }: Service["standing"]): Assumption[] {
  const told = timeDifference();
  if (!told) return [];
  const remedy = `The clock of this server's machine is ${differenceOf(told)} the database's: let both be set by the same time servers, as tokens expire by each server's own`;
  return [{ name: "time", holds: !told.isFar, remedy }];
}

function differenceOf({ aheadMs }: { aheadMs: number }): string {
  return `${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs < 0 ? "behind" : "ahead of"}`;
}
