/** One kind of fault, with the smallest request that was found to show it. */
export interface Finding {
  fault: string;
  /** Of the round: a run with it repeats the request. */
  seed: number;
  request: string;
  times: number;
}

export interface Findings {
  add: (finding: Omit<Finding, "times">) => void;
  /** Whether a fault of this kind has been told with its request. */
  isKnown: (fault: string) => boolean;
  count: (fault: string) => void;
  list: () => Finding[];
  /** All that has been secret in this run. */
  secrets: () => readonly string[];
  keep: (secrets: readonly string[]) => void;
}

/** Tells each kind when it is first met. */
export function createFindings(tell: (fault: string) => void): Findings {
  const byKind = new Map<string, Finding>();
  const secrets: string[] = [];
  return {
    add(finding) {
      tell(finding.fault);
      byKind.set(kindOf(finding.fault), { ...finding, times: 1 });
    },
    isKnown: (fault) => byKind.has(kindOf(fault)),
    count(fault) {
      const found = byKind.get(kindOf(fault));
      if (found) found.times++;
    },
    list: () => [...byKind.values()],
    secrets: () => secrets,
    keep: (more) => void secrets.push(...more),
  };
}

/** Faults that differ in the operation, in ids, numbers and texts alone are of one kind. */
function kindOf(fault: string): string {
  return fault
    .replace(/^\w+: /, "")
    .replaceAll(/[0-9a-f-]{36}|\d{4,}|"[^"]*"/g, "…")
    .slice(0, 160);
}
