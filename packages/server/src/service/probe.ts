import { Refusal } from "../core/errors.ts";
import { checkAssumptions } from "../storage/dialect.ts";
import { currentRevision } from "../storage/open.ts";
import type { Service } from "./context.ts";

/** What the database is relied on for, each of it found to hold; refuses where it does not, or gives no answer. */
export async function probe({ db }: Service): Promise<Record<string, boolean>> {
  const assumptions = await currentRevision(db)
    .then(() => checkAssumptions(db))
    .catch(() => {
      throw new Refusal("unavailable", "The database does not answer");
    });
  const broken = assumptions.find(({ holds }) => !holds);
  if (broken) throw new Refusal("unavailable", broken.remedy);
  return Object.fromEntries(assumptions.map(({ name, holds }) => [name, holds]));
}
