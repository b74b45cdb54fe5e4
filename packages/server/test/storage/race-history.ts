import type { DenialCode } from "../../src/core/verdict.ts";

/** What one racer was answered: the change it asked for, and the revision of its receipt where there is one. */
export interface Answer {
  event: "token.revoked" | "token.restored" | "token.deleted";
  /** `done`, or the code of the refusal. */
  outcome: string;
  revision: number | undefined;
}

/** A check made during the race. */
export interface Look {
  revision: number;
  code: DenialCode | "valid";
  /** Whether the token's expiry had come before the check began, and when it had ended. */
  expired: readonly [before: boolean, after: boolean];
}

/** What one racer saw of one token, in its own order. */
export interface Sight {
  answers: Answer[];
  looks: Look[];
  /** Last-used times in the order of reading, a list for each that read: two who read at once have no order. */
  lastUsed: (number | null)[][];
  /** Times of use handed to the usage buffer. */
  uses: number[];
}

/** Everything known of one token after a race. */
export interface History {
  events: readonly { event: string; revision: number | null }[];
  sights: readonly Sight[];
  /** The stored row, if there is one. */
  row: { revokedAtMs: number | null; lastUsedAtMs: number | null } | undefined;
  /** Whether the value's digest is still known. */
  hasDigest: boolean;
  /** The verdict on the value. */
  code: DenialCode | "valid";
  expired: boolean;
}

type State = "absent" | "active" | "revoked" | "deleted";

const STEPS: Record<string, Partial<Record<State, State>>> = {
  "token.created": { absent: "active" },
  "token.revoked": { active: "revoked", revoked: "revoked" },
  "token.restored": { revoked: "active" },
  "token.deleted": { active: "deleted", revoked: "deleted" },
};

/** All that is wrong with a history: none, if the state is what the log says in the order in which it says it. */
export function faultsOf(history: History): string[] {
  return [
    ...logFaults(history),
    ...stateFaults(history),
    ...answerFaults(history),
    ...lookFaults(history),
    ...useFaults(history),
  ];
}

function logFaults({ events }: History): string[] {
  const revisions = events.map(({ revision }) => revision ?? -1);
  const isOrdered = revisions.every((revision, n) => revision > (revisions[n - 1] ?? 0));
  const ends = events.findIndex((_, n) => replay(events.slice(0, n + 1)) === undefined);
  return [
    ...(isOrdered ? [] : [`the log's revisions do not ascend: ${revisions.join(", ")}`]),
    ...(ends === -1
      ? []
      : [`event ${ends} of the log, ${events[ends]?.event}, cannot follow those before it`]),
  ];
}

/** The state after a log; undefined when one event cannot follow those before it. */
function replay(events: History["events"]): State | undefined {
  return events.reduce<State | undefined>((state, { event }) => state && STEPS[event]?.[state], "absent");
}

function stateFaults({ events, row, hasDigest, code, expired }: History): string[] {
  const logged = replay(events);
  const stored = row ? (row.revokedAtMs === null ? "active" : "revoked") : "deleted";
  const expected = codesOf(logged, [expired, expired]);
  return [
    ...(stored === logged ? [] : [`stored is ${stored}, the log says ${logged}`]),
    ...(hasDigest === (logged !== "deleted") ? [] : [`digest known: ${hasDigest}, the log says ${logged}`]),
    ...(expected.includes(code) ? [] : [`the verdict is ${code}, the log says ${logged}`]),
  ];
}

/** What a check may answer about a token in a state. */
function codesOf(state: State | undefined, expired: Look["expired"]): (DenialCode | "valid")[] {
  if (state === undefined) return [];
  if (state === "absent" || state === "deleted") return ["not_found"];
  return expired.map((past) => (past ? "expired" : state === "active" ? "valid" : "revoked"));
}

/** Every answer «done» has one event of its own, and every event an answer; a receipt names its event's revision. */
function answerFaults(history: History): string[] {
  const changes = Object.keys(STEPS).filter((event) => event !== "token.created");
  return changes.flatMap((event) => changeFaults(history, event));
}

function changeFaults({ events, sights }: History, event: string): string[] {
  const logged = events.filter((one) => one.event === event).map(({ revision }) => revision);
  const done = sights
    .flatMap(({ answers }) => answers)
    .filter((answer) => answer.event === event && answer.outcome === "done");
  const receipts = done.flatMap(({ revision }) => revision ?? []);
  const astray = receipts.filter((revision) => !logged.includes(revision));
  return [
    ...(logged.length === done.length ? [] : [`${event}: ${logged.length} logged, ${done.length} done`]),
    ...astray.map((revision) => `${event}: the receipt names ${revision}, which is not in the log`),
    ...(new Set(receipts).size === receipts.length ? [] : [`${event}: two receipts name one revision`]),
  ];
}

/** A check says what the log says up to the revision that the check names. */
function lookFaults({ events, sights }: History): string[] {
  return sights
    .flatMap(({ looks }) => looks)
    .flatMap(({ revision, code, expired }) => {
      const state = replay(events.filter((event) => (event.revision ?? 0) <= revision));
      return codesOf(state, expired).includes(code)
        ? []
        : [`checked ${code} at ${revision}, where the log says ${state}`];
    });
}

function useFaults({ sights, row }: History): string[] {
  const latest = Math.max(0, ...sights.flatMap(({ uses }) => uses));
  const readings = sights.flatMap(({ lastUsed }) => lastUsed);
  const isBack = readings.some((times) => times.some((at, n) => (at ?? 0) < (times[n - 1] ?? 0)));
  return [
    ...(isBack ? ["last used went back"] : []),
    ...(!row || (row.lastUsedAtMs ?? 0) === latest
      ? []
      : [`last used is ${row.lastUsedAtMs}, not ${latest}`]),
  ];
}
