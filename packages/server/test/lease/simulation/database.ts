import type { News } from "../../../src/storage/change-log.ts";
import type { Reading, VerifierRow } from "../../../src/verify/lease/rows.ts";
import { LEASE_MS } from "./plan.ts";

/** What one primary knows. */
interface State {
  revision: number;
  log: { revision: number; token: string }[];
  revoked: ReadonlySet<string>;
  rows: ReadonlyMap<string, VerifierRow>;
}

/** A write that no standby has taken: its answer never comes, though it may show to who reads there. */
export const UNANSWERED = Symbol("unanswered");
export type Answer<T> = T | typeof UNANSWERED;

/** The statements, each of them atomic. `at` = the primary that a connection leads to; all but the last are deposed. */
export interface SimulatedDatabase {
  readonly primary: number;
  /** A standby takes over. The old primary goes on answering reads with what it knew, and may go on with a history of its own. */
  depose: () => void;
  /** What a new connection does before anything else. */
  enter: (at: number) => Answer<void>;
  change: (at: number, token: string, isRevoked: boolean) => Answer<number>;
  isRevoked: (at: number, token: string) => boolean;
  readToken: (at: number, token: string) => { revision: number; answer: boolean };
  readNews: (at: number, applied: number) => News;
  readRows: (at: number) => Reading;
  register: (at: number, verifier: { id: string; name: string }) => Answer<void>;
  /** Changes a row that is there; answers whether it was. */
  update: (
    at: number,
    id: string,
    change: (row: VerifierRow) => Partial<VerifierRow> | undefined,
  ) => Answer<boolean>;
  /** Deletes a row, if it is as `isMeant` says; answers whether it did. */
  remove: (at: number, id: string, isMeant?: (row: VerifierRow) => boolean) => Answer<boolean>;
}

export interface DatabaseFaults {
  /** Whether somebody cancels the wait of a deposed primary's write for its standby: it is done there, and nowhere else. */
  isCancelled: () => boolean;
  /** A mistake: the numbers of one history go on in the next. */
  numbersGoOn: boolean;
}

/** Far more than there are changes in a run. */
const REVISIONS_A_HISTORY = 1_000_000;

export function createDatabase({ isCancelled, numbersGoOn }: DatabaseFaults): SimulatedDatabase {
  const primaries: State[] = [{ revision: 0, log: [], revoked: new Set(), rows: new Map() }];
  const at = (n: number) => primaries[n] as State;
  /** States are replaced, never changed: a deposed primary keeps its own. */
  const write = <T>(n: number, work: (state: State) => [Partial<State>, T]): Answer<T> => {
    const isDeposed = n !== primaries.length - 1;
    if (isDeposed && !isCancelled()) return UNANSWERED;
    const [changed, answer] = work(at(n));
    primaries[n] = { ...at(n), ...changed };
    return isDeposed ? UNANSWERED : answer;
  };
  const firstOf = (n: number) => (numbersGoOn ? 0 : n * REVISIONS_A_HISTORY);
  return {
    get primary() {
      return primaries.length - 1;
    },
    depose: () => primaries.push({ ...at(primaries.length - 1) }),
    enter(n) {
      if (at(n).revision >= firstOf(n)) return undefined;
      return write(n, () => [{ revision: firstOf(n) }, undefined]);
    },
    change: (n, token, isRevoked) =>
      write(n, ({ revision, log, revoked }) => {
        const others = [...revoked].filter((other) => other !== token);
        const next = Math.max(revision + 1, firstOf(n));
        return [
          {
            revision: next,
            log: [...log, { revision: next, token }],
            revoked: new Set(isRevoked ? [...others, token] : others),
          },
          next,
        ];
      }),
    isRevoked: (n, token) => at(n).revoked.has(token),
    readToken: (n, token) => ({ revision: at(n).revision, answer: !at(n).revoked.has(token) }),
    readNews(n, applied) {
      const { revision, log } = at(n);
      const isCaughtUp = applied <= revision && applied > revision - REVISIONS_A_HISTORY / 2;
      if (!isCaughtUp) return { revision, changes: null };
      const news = log.filter((entry) => entry.revision > applied);
      return { revision, changes: news.map(({ token }) => ({ projectId: "", kind: "token", ref: token })) };
    },
    readRows: (n) => ({ revision: at(n).revision, rows: [...at(n).rows.values()] }),
    register: (n, { id, name }) =>
      write(n, ({ rows }) => {
        const row = { id, name, projectId: null, leaseMs: LEASE_MS, generation: 0, applied: 0 };
        return [{ rows: rows.has(id) ? rows : new Map([...rows, [id, row]]) }, undefined];
      }),
    update: (n, id, change) =>
      write(n, ({ rows }) => {
        const row = rows.get(id);
        const changed = row && change(row);
        if (!changed) return [{}, false];
        return [{ rows: new Map([...rows, [id, { ...row, ...changed }]]) }, true];
      }),
    remove: (n, id, isMeant = () => true) =>
      write(n, ({ rows }) => {
        const row = rows.get(id);
        if (!row || !isMeant(row)) return [{}, false];
        return [{ rows: new Map([...rows].filter(([other]) => other !== id)) }, true];
      }),
  };
}
