import { globSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** The library that shows a process another time of day, where Debian and Ubuntu have it. */
export function findFaketime(): string | undefined {
  return globSync("/usr/lib/*/faketime/libfaketime.so.1").at(0);
}

/** The time of day as one process sees it. */
export interface Clock {
  /** What the process is to be started with. */
  env: Record<string, string>;
  /** Sets it so many hours fast. */
  set: (hours: number) => void;
}

/** A clock that can be set while its process runs, by way of a file. */
export function openClock(file: string): Clock {
  const library = findFaketime();
  if (library === undefined) throw new Error("There is no libfaketime: install Debian's package faketime");
  const set = (hours: number) => {
    writeFileSync(`${file}.new`, `${hours < 0 ? "-" : "+"}${Math.abs(hours)}h`);
    renameSync(`${file}.new`, file);
  };
  mkdirSync(dirname(file), { recursive: true });
  set(0);
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  return { env, set };
}
