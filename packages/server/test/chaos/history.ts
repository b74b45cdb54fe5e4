/** An interval of one clock that all who take part share. */
interface Interval {
  beganAt: number;
  endedAt: number;
}

/** What somebody tried to do to a token. */
export interface Change extends Interval {
  /** A narrowing makes checks fail and a widening lets them pass again; an end is a narrowing that nothing undoes. */
  kind: "narrowing" | "widening" | "end";
  /** A refused change has done nothing. One whose answer is not known may be done at any time from its beginning on, or never. */
  outcome: "acknowledged" | "refused" | "unknown";
}

/** What a verifier said of a token: a check without a verdict says nothing. */
export interface Check extends Interval {
  outcome: "accepted" | "refused" | "unavailable";
}

/** Everything known of one token, which is good when its history begins. */
export interface TokenHistory {
  changes: readonly Change[];
  checks: readonly Check[];
}

export interface Findings {
  /** Checks that fit no order in which the changes can have been done. */
  wrong: Check[];
  /** No order fits all checks, or the changes themselves, though none of the checks is wrong alone. */
  isTorn: boolean;
}

/**
 * Judges a token's history as that of a regular register with several writers: the changes have one order, in which none
 * comes before another that ended before it began. A check sees the token after all changes that ended before it began
 * and before all that began after it ended; of those under way meanwhile each check may see some and not others.
 */
export function judge({ changes, checks }: TokenHistory): Findings {
  const steps = stepsOf(changes);
  const sights = sightsOf(steps, checks);
  if (hasOrder(steps, sights)) return { wrong: [], isTorn: false };
  const misfits = hasOrder(steps, []) ? sights.filter((sight) => !hasOrder(steps, [sight])) : [];
  const wrong = misfits.flatMap((sight) => sight.checks);
  return { wrong, isTorn: wrong.length === 0 };
}

/** A change that may have been done. Sets of changes are bits, in the order in which they began. */
interface Step {
  change: Change;
  bit: bigint;
  /** The changes that are done before. */
  after: bigint;
}

/** Checks that can have seen the same. */
interface Sight {
  id: string;
  isGood: boolean;
  /** The changes that they see, and those that they cannot see. */
  after: bigint;
  before: bigint;
  checks: Check[];
}

function stepsOf(changes: readonly Change[]): Step[] {
  const steps = changes
    .filter(({ outcome }) => outcome !== "refused")
    .toSorted((a, b) => a.beganAt - b.beganAt)
    .map((change, n) => ({ change, bit: 1n << BigInt(n), after: 0n }));
  for (const step of steps) step.after = union(steps, (other) => isOver(other, step.change));
  return steps;
}

/** Whether a change is known to be done when something begins. */
function isOver({ change }: Step, { beganAt }: Interval): boolean {
  return change.outcome === "acknowledged" && change.endedAt < beganAt;
}

function union(steps: readonly Step[], isIn: (step: Step) => boolean): bigint {
  return steps.reduce((set, step) => (isIn(step) ? set | step.bit : set), 0n);
}

function sightsOf(steps: readonly Step[], checks: readonly Check[]): Sight[] {
  const sights = new Map<string, Sight>();
  for (const check of checks.filter(({ outcome }) => outcome !== "unavailable")) {
    const isGood = check.outcome === "accepted";
    const after = union(steps, (step) => isOver(step, check));
    const before = union(steps, ({ change }) => check.endedAt < change.beganAt);
    const id = [after, before, isGood].join();
    const same = sights.get(id) ?? { id, isGood, after, before, checks: [] };
    same.checks.push(check);
    sights.set(id, same);
  }
  return [...sights.values()];
}

type State = "good" | "narrowed" | "ended";

/** The changes done so far, the state they left, and the checks that have not seen what they say. */
interface Place {
  done: bigint;
  state: State;
  left: readonly Sight[];
}

/** Whether some order of the changes fits all checks: a search that visits no place twice. */
function hasOrder(steps: readonly Step[], sights: readonly Sight[]): boolean {
  const acknowledged = union(steps, ({ change }) => change.outcome === "acknowledged");
  const visited = new Set<string>();
  const reach = (done: bigint, state: State, before: readonly Sight[]): boolean => {
    const sees = ({ isGood, after }: Sight) => isGood === (state === "good") && includes(done, after);
    const left = before.filter((sight) => !sees(sight));
    if (left.length === 0 && includes(done, acknowledged)) return true;
    // Of the checks that cannot have seen anything yet, all are left.
    const open = left.filter(({ after }) => includes(done, after)).map(({ id }) => id);
    const place = [done, state, ...open].join(" ");
    if (visited.has(place)) return false;
    visited.add(place);
    return nextSteps(steps, { done, state, left }).some(({ bit, change }) =>
      reach(done | bit, then(state, change.kind), left),
    );
  };
  return reach(0n, "good", sights);
}

function nextSteps(steps: readonly Step[], { done, state, left }: Place): Step[] {
  const tried = new Set<string>();
  return steps.filter(({ bit, after, change: { kind, outcome } }) => {
    if ((done & bit) !== 0n || !includes(done, after)) return false;
    if (state === "ended" && kind === "widening") return false;
    if (left.some(({ before }) => (before & bit) !== 0n)) return false;
    if (outcome === "acknowledged") return true;
    // Of those that may never have been done the first of a kind stands for all, and it counts if it does something.
    if (tried.has(kind) || then(state, kind) === state) return false;
    tried.add(kind);
    return true;
  });
}

function then(state: State, kind: Change["kind"]): State {
  if (state === "ended" || kind === "end") return "ended";
  return kind === "widening" ? "good" : "narrowed";
}

function includes(set: bigint, part: bigint): boolean {
  return (part & ~set) === 0n;
}
