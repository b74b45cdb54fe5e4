/** `npm run bench`: every bench after the other, or those that are named. Each prints its figures and writes its page. */
const BENCHES = {
  checks: () => import("../packages/server/bench/checks.ts"),
  create: () => import("../packages/server/bench/create.ts"),
  scale: () => import("../packages/server/bench/scale.ts"),
  overload: () => import("../packages/server/bench/overload.ts"),
  timing: () => import("../packages/server/bench/timing.ts"),
  lists: () => import("../packages/server/bench/lists.ts"),
  page: () => import("../e2e/bench/page-lists.ts"),
};

const known = Object.keys(BENCHES) as (keyof typeof BENCHES)[];
const named = process.argv.slice(2);
const unknown = named.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`There is no bench «${unknown}». There are: ${known.join(", ")}.`);
  process.exit(1);
}
for (const name of known) if (named.length === 0 || named.includes(name)) await BENCHES[name]();
