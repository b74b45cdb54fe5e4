import type { Mutation } from "./module.ts";
import type { Plan } from "./simulation/plan.ts";
import { NO_FAULTS } from "./simulation/plan.ts";
import type { Shortcuts } from "./simulation/world.ts";

/** A plausible mistake: in the module's own text, or made by those who use it. */
export interface Shortcut {
  name: string;
  mutations?: Mutation[];
  world?: Shortcuts;
  /** Where it would take the plans that are drawn too long to find it. */
  plan?: Partial<Plan>;
}

export const RETURN_AT_COMMIT: Mutation = {
  file: "revoker.ts",
  passage: "await sleepUntil(machine, endsAt, reached.signal);",
  instead: "",
};

const ACCEPT_WITHOUT_LEASE: Mutation = {
  file: "holder.ts",
  passage: `return standing === "running";`,
  instead: "return true;",
};

/** Those of the model that the protocol was found with; each of them breaks the promise. */
export const MODEL_SHORTCUTS: Shortcut[] = [
  { name: "V0: a revoke returns at its commit", mutations: [RETURN_AT_COMMIT] },
  { name: "V1: hints, and no lease", mutations: [RETURN_AT_COMMIT, ACCEPT_WITHOUT_LEASE] },
  {
    name: "V2: the news are read before the lease is there",
    mutations: [
      {
        file: "renewal.ts",
        passage: `      await ask(() => session.register({ id, name: state.name }));
      news = await ask(() => renewRow(session, id, state.applied));`,
        instead: `      news = await ask(() => session.readNews(state.applied));
      await ask(() => session.register({ id, name: state.name }));
      if (!(await ask(() => session.extend(id, state.applied)))) news = undefined;`,
      },
      {
        file: "session.ts",
        passage: `  const isExtended = await session.extend(id, applied);
  if (!isExtended) return undefined;
  return session.readNews(applied);`,
        instead: `  const news = await session.readNews(applied);
  return (await session.extend(id, applied)) ? news : undefined;`,
      },
    ],
    // It shows while a verifier registers: many have to.
    plan: {
      ...NO_FAULTS,
      replicas: 1,
      sdks: 0,
      weather: { lost: 0, slow: 40, slowestMs: 1000 },
      kills: 8,
      traps: 60,
    },
  },
  {
    name: "V3: a lease counts from the reply",
    mutations: [
      { file: "renewal.ts", passage: "state.term = term;", instead: "state.term = beginTerm(machine);" },
    ],
  },
  {
    name: "V4: a holder allows for no clock but its own",
    mutations: [{ file: "term.ts", passage: "passed < leaseMs - marginMs", instead: "passed < leaseMs" }],
  },
  {
    name: "V5: a late fill is stored whatever its revision",
    mutations: [{ file: "holder.ts", passage: "revision >= state.applied", instead: "revision >= 0" }],
  },
  {
    name: "V6: a retried revoke answers «already revoked» without waiting",
    world: { retryWithoutWaiting: true },
  },
  {
    name: "V7: a renewal is a read, which a deposed primary answers",
    world: { renewalIsARead: true },
  },
  {
    name: "V8: a revoker allows for no clock but its own",
    mutations: [{ file: "revoker.ts", passage: "+ watch.longestMs();", instead: "+ state.leaseMs;" }],
  },
  {
    name: "V9: the news are read on another connection than the extension was written on",
    world: { newsFromAnywhere: true },
  },
  {
    name: "V10: a generation that moved counts as a confirmation",
    mutations: [
      {
        file: "revoker.ts",
        passage: "return missing(wait).every((row) => isOver(state, row, sight.at));",
        instead: "return missing(wait).every((row) => isRenewed(wait, row));",
      },
    ],
  },
];

/** Mistakes that the model has no words for. */
export const OTHER_SHORTCUTS: Shortcut[] = [
  {
    name: "a lease ends by a timer",
    mutations: [
      {
        file: "renewal.ts",
        passage: "state.term = term;",
        instead: `state.term = term;
    void machine.sleep(term.beganAt + leaseMs - state.marginMs - machine.monotonic(), new AbortController().signal)
      .then(() => { if (state.term === term) state.term = undefined; });`,
      },
      ACCEPT_WITHOUT_LEASE,
    ],
  },
  {
    name: "a suspended machine goes on with its lease",
    mutations: [{ file: "term.ts", passage: `return "doubtful"`, instead: `return "running"` }],
  },
  {
    name: "what is freshly read is accepted without a lease",
    mutations: [
      { file: "answer.ts", passage: "if (lease.isInForce()) return answer;", instead: "return answer;" },
      { file: "answer.ts", passage: "&& (await lease.ensure())", instead: "" },
    ],
  },
  {
    name: "the rows are read from a deposed primary that misses verifiers",
    mutations: [
      {
        file: "revoker.ts",
        passage: "if (sight.revision < wait.revision) return false;",
        instead: "",
      },
    ],
  },
  {
    name: "who has no row goes on all the same",
    mutations: [
      {
        file: "session.ts",
        passage: "if (!isExtended) return undefined;",
        instead: "",
      },
    ],
  },
  {
    name: "a lease is over when its verifier was first seen a lease ago",
    mutations: [
      {
        file: "row-watch.ts",
        passage: "before?.generation === row.generation ? before.since : at",
        instead: "before?.since ?? at",
      },
    ],
  },
  {
    name: "a new primary counts on from the last revision that it knew",
    world: { numbersGoOn: true },
  },
  {
    name: "a lease is given back after its row is gone",
    mutations: [
      {
        file: "holder.ts",
        passage: `  state.isReleased = true;
  state.term = undefined;`,
        instead: "  state.isReleased = true;",
      },
    ],
  },
];

/** Mistakes after which somebody never serves again, or a change is never answered. */
export const DEADLOCKS: Shortcut[] = [
  {
    name: "one renewal without an answer blocks all others",
    mutations: [
      {
        file: "machine.ts",
        passage: `if (!over.signal.aborted) reject(new Error("No answer in time"));`,
        instead: "",
      },
    ],
  },
  {
    name: "a renewal that came to nothing is never begun again",
    mutations: [{ file: "holder.ts", passage: "    state.renewing = undefined;\n  });", instead: "  });" }],
  },
  {
    name: "a change waits for every confirmation",
    mutations: [
      { file: "revoker.ts", passage: "+ watch.longestMs();", instead: "+ 100 * watch.longestMs();" },
    ],
  },
];
