/** A span of time as two members of a query. */
export function spanOf(after: string | undefined, before: string | undefined) {
  return {
    fromMs: after === undefined ? undefined : Date.parse(after),
    beforeMs: before === undefined ? undefined : Date.parse(before),
  };
}

type Name =
  "expiresAfter" | "expiresBefore" | "createdAfter" | "createdBefore" | "lastUsedAfter" | "lastUsedBefore";
type Spans = { [K in Name]?: string | undefined };

/** The query of a list of tokens as the use case takes it. */
export function tokenQueryOf<Q extends Spans>({
  expiresAfter,
  expiresBefore,
  createdAfter,
  createdBefore,
  lastUsedAfter,
  lastUsedBefore,
  ...query
}: Q) {
  return {
    ...query,
    expires: spanOf(expiresAfter, expiresBefore),
    created: spanOf(createdAfter, createdBefore),
    lastUsed: spanOf(lastUsedAfter, lastUsedBefore),
  };
}
