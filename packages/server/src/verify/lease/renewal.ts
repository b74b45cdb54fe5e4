import type { News } from "../../storage/change-log.ts";
import type { LeaseTerms, Machine } from "./machine.ts";
import { answerBy } from "./machine.ts";
import type { LeaseSession } from "./session.ts";
import { renewRow } from "./session.ts";
import type { Term } from "./term.ts";
import { beginTerm } from "./term.ts";

export interface HolderOptions extends LeaseTerms {
  machine: Machine;
  name: string;
  newId: () => string;
  /** Connects to the primary. A connection that comes after `signal` is for nobody. */
  openSession: (signal: AbortSignal) => Promise<LeaseSession>;
  /** Forgets what changes concern, in one turn, and stands at their revision from then on; null = everything. */
  forget: (news: News) => void;
  /** Told of each renewal that came to nothing, and why. */
  onFailure: (error: unknown) => void;
}

/** What one renewal leaves to the next. */
export interface RenewalState extends HolderOptions {
  /** Of the row; undefined until the first registration. */
  id: string | undefined;
  applied: number;
  term: Term | undefined;
  session: LeaseSession | undefined;
  isReleased: boolean;
}

/**
 * One renewal, on one session from the extension to the confirmation. Where anything of it fails, the session is thrown
 * away and the answer is false: all of it has to begin anew.
 */
export async function renewOnSession(state: RenewalState): Promise<boolean> {
  const { machine, leaseMs } = state;
  const term = beginTerm(machine);
  const ask = <T>(work: (signal: AbortSignal) => Promise<T>) =>
    answerBy(machine, term.beganAt + leaseMs / 3, work);
  try {
    const session = (state.session ??= await ask(state.openSession));
    const known = state.id;
    let news = known === undefined ? undefined : await ask(() => renewRow(session, known, state.applied));
    const id = news && known !== undefined ? known : beginAnew(state);
    if (!news) {
      await ask(() => session.register({ id, name: state.name }));
      news = await ask(() => renewRow(session, id, state.applied));
    }
    if (!news) throw new Error("The row that was just registered is gone");
    if (state.isReleased) throw new Error("The lease was released meanwhile");
    const isMoved = news.revision !== state.applied;
    state.forget(news);
    state.applied = news.revision;
    state.term = term;
    // A revoke waits for this, and not for the next renewal.
    if (isMoved) await ask(() => session.confirm(id, news.revision));
    return true;
  } catch (error) {
    state.session?.discard();
    state.session = undefined;
    state.onFailure(error);
    return false;
  }
}

/** Fenced, changes may have gone by without waiting for this one. The next row has no past. */
function beginAnew(state: RenewalState): string {
  state.term = undefined;
  state.forget({ revision: state.applied, changes: null });
  state.id = state.newId();
  return state.id;
}
