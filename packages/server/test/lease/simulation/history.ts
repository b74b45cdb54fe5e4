/** Something that was done with one token: when it was begun and when its answer was there; Infinity = there was none. */
export interface Operation {
  token: string;
  kind: "narrow" | "widen";
  invokedAt: number;
  returnedAt: number;
}

/** A check that was accepted. */
export interface Accepted {
  token: string;
  by: string;
  beganAt: number;
  endedAt: number;
}

/**
 * The promise, exactly, for one token: a check that began after a narrowing change had returned is accepted only if some
 * widening change may have come between, that is, was invoked before the check ended and had not returned before the
 * narrowing one was invoked. Answers the change that was not honoured.
 */
export function findBroken(check: Accepted, operations: readonly Operation[]): Operation | undefined {
  const own = operations.filter(({ token }) => token === check.token);
  const widenings = own.filter(({ kind, invokedAt }) => kind === "widen" && invokedAt <= check.endedAt);
  return own.find(
    ({ kind, invokedAt, returnedAt }) =>
      kind === "narrow" &&
      returnedAt < check.beganAt &&
      !widenings.some((widening) => widening.returnedAt >= invokedAt),
  );
}
