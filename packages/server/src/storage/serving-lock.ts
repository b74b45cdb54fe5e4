/** What makes a process the one that serves a database. */
export interface ServingLock {
  /** False from when it is lost until it is taken again; never true while another process has it. */
  isHeld: () => boolean;
  /** Calls a listener when the lock is lost, and when it is taken again: held only once the listener is done. */
  watch: (listener: LockWatcher) => void;
  release: () => Promise<void>;
}

export type LockWatcher = (event: "lost" | "regained") => Promise<void>;

/** Another process serves this database. */
export class ServedElsewhereError extends Error {
  constructor(database: string) {
    super(
      `Another Tokenhouse serves ${database}: stop it first. Two at once would not hear of each other's revocations`,
    );
    this.name = "ServedElsewhereError";
  }
}
