/**
 * Outlives the process that started it, and ends what that one left: once its input is closed, however that came about,
 * it kills everything that works in a folder, takes away what is mounted there, and removes the folder.
 */
import { execFileSync } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";
import { unmountWithin } from "./mounts.ts";
import { endWithin, processesWithin } from "./processes.ts";

/** PostgreSQL's note of its process, of which one line names its segment of the system's shared memory. */
const NOTES = "*/data/postmaster.pid";
const SEGMENT_LINE = 6;

/** What libfaketime has in the system's shared memory for each of its processes. */
const FAKETIME = ["faketime_shm_", "sem.faketime_sem_"];

const [, , folder = ""] = process.argv;
process.stdin.resume().once("end", () => void clear());

async function clear(): Promise<void> {
  const pids = processesWithin(folder).map(({ pid }) => pid);
  await endWithin(folder);
  await unmountWithin(folder);
  for (const name of FAKETIME) for (const pid of pids) rmSync(`/dev/shm/${name}${pid}`, { force: true });
  for (const note of globSync(NOTES, { cwd: folder })) removeSegment(`${folder}/${note}`);
  rmSync(folder, { recursive: true });
}

/** Whoever is killed leaves it behind. */
function removeSegment(note: string): void {
  const [, id] = readFileSync(note, "utf8").split("\n")[SEGMENT_LINE]?.trim().split(/\s+/) ?? [];
  if (id === undefined) return;
  try {
    execFileSync("ipcrm", ["-m", id], { stdio: "ignore" });
  } catch {
    // It is gone already.
  }
}
