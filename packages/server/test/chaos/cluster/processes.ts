import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** A process that works in a folder. PostgreSQL's work in their data directory, and never leave it. */
interface Process {
  pid: number;
  folder: string;
  /** How it calls itself: PostgreSQL's tell here what they do. */
  title: string;
}

/** All processes that work in a folder or below, whoever started them and however they were cut loose. */
export function processesWithin(folder: string): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => describe(pid) ?? [])
    .filter((one) => `${one.folder}/`.startsWith(`${folder}/`));
}

/** Undefined for one that has ended meanwhile, and for others' that may not be looked into. */
function describe(pid: string): Process | undefined {
  try {
    const folder = readlinkSync(`/proc/${pid}/cwd`);
    return { pid: Number(pid), folder, title: readFileSync(`/proc/${pid}/cmdline`, "utf8") };
  } catch {
    return undefined;
  }
}

/** Signals all within a folder that match, and those that they have started meanwhile. */
export async function signalWithin(
  folder: string,
  signal: "SIGKILL" | "SIGSTOP" | "SIGCONT",
  isMeant: (one: Process) => boolean = () => true,
): Promise<void> {
  const reached = new Set<number>();
  for (;;) {
    const next = processesWithin(folder).filter((one) => isMeant(one) && !reached.has(one.pid));
    if (next.length === 0) return;
    for (const { pid } of next) {
      reached.add(pid);
      send(pid, signal);
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Ends all within a folder, and waits until none is left. */
export async function endWithin(folder: string): Promise<void> {
  while (processesWithin(folder).length > 0) {
    await signalWithin(folder, "SIGKILL");
    await delay(20);
  }
}
