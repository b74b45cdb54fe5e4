import { readdirSync, readFileSync } from "node:fs";

/** What Linux counts processor time in: hundredths of a second, on every machine of today. */
const TICK_US = 10_000;

/** The processor time that a process and those it has started have used so far, in µs. */
export function processorTimeOf(pid: number): number {
  const own = statOf(pid);
  const others = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === pid);
  // Of those that have ended, their parent knows.
  const all = own ? [own.used, own.ended, ...others.map(({ used }) => used)] : [];
  return TICK_US * all.reduce((sum, ticks) => sum + ticks, 0);
}

/** Undefined for one that has ended meanwhile. */
function statOf(pid: number): { parent: number; used: number; ended: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (n) => fields[n],
    );
    return { parent, used: user + system, ended: endedUser + endedSystem };
  } catch {
    return undefined;
  }
}
