import type { Change, Check, TokenHistory } from "../history.ts";
import { judge } from "../history.ts";

/** A check, and which process made it. */
export interface Sight extends Check {
  by: string;
}

/** A token and all that is known of what became of it. */
export interface Subject {
  n: number;
  id: string;
  value: string;
  changes: Change[];
  checks: Sight[];
}

/** What fits no order in which the changes of a token can have been done. */
export interface Violation {
  n: number;
  accepted: number;
  refused: number;
  history: TokenHistory;
}

/** The histories of all tokens, each judged by itself. */
export interface Book {
  checks: number;
  /** Checks without a verdict. */
  unavailable: number;
  violations: Violation[];
  open: (token: { id: string; value: string }) => Subject;
  note: (n: number, check: Sight) => void;
  /** Judges each of them by itself. */
  settle: () => void;
  subjects: () => readonly Subject[];
}

export function openBook(): Book {
  const subjects: Subject[] = [];
  const book: Book = {
    checks: 0,
    unavailable: 0,
    violations: [],
    open(token) {
      const subject = { ...token, n: subjects.length, changes: [], checks: [] };
      subjects.push(subject);
      return subject;
    },
    note(n, check) {
      if (check.outcome === "unavailable") {
        book.unavailable++;
        return;
      }
      book.checks++;
      subjects[n]?.checks.push(check);
    },
    settle() {
      for (const { n, changes, checks } of subjects) {
        const { wrong, isTorn } = judge({ changes, checks });
        const accepted = wrong.filter(({ outcome }) => outcome === "accepted").length;
        const refused = wrong.length - accepted;
        const history = { changes: [...changes], checks: wrong };
        if (isTorn || wrong.length > 0) book.violations.push({ n, accepted, refused, history });
      }
    },
    subjects: () => subjects,
  };
  return book;
}
