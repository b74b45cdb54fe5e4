import type { Finding } from "../findings.ts";
import { withUnit } from "../findings.ts";
import { holds, median } from "../measure.ts";
import { findingsOf, allRevocations, waitOf } from "./promises.ts";
import { on, openPostgres, openSqlite } from "./served.ts";
import type { Flooded, Revocations, Size } from "./trial.ts";
import { HELD, LISTS, measureBeside, measureFlood, measureMistaken, READ } from "./trial.ts";

export interface OverloadReport {
  revocations: number;
  faults: string;
  result: string;
  broken: string[];
  controls: { mistake: string; isFound: boolean }[];
}

export interface OverloadOrder {
  /** A minute of loads, and no more. */
  isSmall: boolean;
  say: (text: string) => void;
}

const TOKENS = 1_000;

/** One check in a hundred is few: while slow clients are waited for anyway, there is time for more of them. */
const LONGER = { rounds: 7, seconds: 2 };

/** With the connections for changes taken away, revocations wait for whoever only reads. */
const NO_LANE = {
  name: "revocations wait among those who read",
  mutations: [
    {
      file: "storage/lane.ts",
      passage: `return lane.getStore() === "changes";`,
      instead: "return false;",
    },
  ],
};

/** Holds P16 to its figures, at the size of a proof: servers and who loads them share the cores. */
export async function tryOverload({ isSmall, say }: OverloadOrder): Promise<OverloadReport> {
  const size: Size = {
    rounds: isSmall ? 2 : 5,
    seconds: isSmall ? 2 : 4,
    crowd: 1_000,
    slowClients: 1_000,
    guessers: 40,
    perSecond: 500,
  };
  const flooded: Flooded[] = [];
  const postgres = await on(openPostgres(TOKENS), async (ground) => {
    say("Flooding a server on PostgreSQL");
    const flood = await measureFlood(ground, { ...READ, core: "any" }, size);
    say(`Control: ${NO_LANE.name}`);
    const serving = { ...READ, core: "any", mutations: NO_LANE.mutations } as const;
    return { flood, mistaken: await measureMistaken(ground, serving, size) };
  });
  flooded.push(postgres.flood);
  const beside = await on(openSqlite(TOKENS), async (ground) => {
    say("Flooding a server on SQLite");
    for (const flooding of [HELD, LISTS])
      flooded.push(await measureFlood(ground, { ...flooding, core: "any" }, size));
    say("Checking beside sign-ins");
    return on(openSqlite(1), (neighbouring) => measureBeside(ground, neighbouring, { ...size, ...LONGER }));
  });
  const findings = findingsOf({ flooded, beside }, size);
  return {
    revocations: allRevocations(flooded).reduce((sum, { waits }) => sum + waits.length, 0),
    faults: `five times as many connections as are good, and ${size.crowd}, ${size.slowClients} slow clients, ${size.guessers} who guess passwords`,
    result: findings.map(({ says, unit, values }) => `${says} ${withUnit(median(values), unit)}`).join("; "),
    broken: findings.filter(isBroken).map(({ says }) => says),
    controls: [{ mistake: NO_LANE.name, isFound: isFarWorse(postgres.mistaken, postgres.flood) }],
  };
}

/** Revocations took more than twice as long. */
function isFarWorse(mistaken: Revocations, { revocations }: Flooded): boolean {
  return waitOf(mistaken.waits) > 2 * waitOf(revocations.crowd.waits);
}

function isBroken({ goal, values }: Finding): boolean {
  return !holds(goal, values);
}
