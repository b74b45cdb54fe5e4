/** What a process may act on: alone on its database on everything, as one of many under a lease. */
export interface Standing {
  /** Whether memory may answer. To be asked in the turn of each decision. */
  isInForce: () => boolean;
  /** Whether this machine's clocks have gone on alike of late; undefined = nothing is measured by them. */
  clocksAgree: () => boolean | undefined;
  /** As it was found last; undefined = the database has no clock of its own. */
  timeDifference: () => TimeTold | undefined;
  /** What is stored, if it may be acted on now; undefined = nobody here can know it. */
  answer: <T extends { revision: number }>(source: Source<T>) => Promise<T | undefined>;
}

/** How far this machine's time of day is from the database's. */
export interface TimeTold {
  /** Negative = it is behind. */
  aheadMs: number;
  /** Too far for tokens to expire at all servers at about the same time. */
  isFar: boolean;
}

/** Where an answer comes from that memory does not have. */
export interface Source<T> {
  /** Reads with the revision of the same snapshot, or of one before. */
  read: () => Promise<T>;
  /** Keeps what was read. */
  store: (answer: T) => void;
  /** What is older is no answer. */
  atLeast?: number | undefined;
}
