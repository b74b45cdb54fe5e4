import type { ValidVerdict } from "@tokenhouse/sdk/memory";

/** What verdicts tell of a token, its holder and its project. */
export type Known = Pick<ValidVerdict, "token" | "holder" | "project">;

/** Makes something of a good verdict: once, as long as memory tells the same token, holder and project. */
export function oncePerToken<T>(make: (known: Known) => T): (known: Known) => T {
  const made = new WeakMap<Known["token"], Omit<Known, "token"> & { value: T }>();
  return (known) => {
    const { token, holder, project } = known;
    const before = made.get(token);
    if (before?.holder === holder && before.project === project) return before.value;
    const value = make(known);
    made.set(token, { holder, project, value });
    return value;
  };
}
