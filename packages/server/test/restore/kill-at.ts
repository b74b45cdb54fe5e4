/**
 * Loaded before a program: kills it before its n-th step on files, or on a database, where the environment says n. What
 * was done before is done, and nothing else.
 */
import SQLite from "better-sqlite3";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const killAt = Number(process.env["KILL_AT"]);
let steps = 0;

function step(): void {
  if (++steps === killAt) process.kill(process.pid, "SIGKILL");
}

type Methods = Record<string, (...input: unknown[]) => unknown>;

function count(owner: object, names: readonly string[]): void {
  const methods = owner as Methods;
  for (const name of names) {
    const original = methods[name];
    methods[name] = function (this: unknown, ...input: unknown[]) {
      step();
      return original?.apply(this, input);
    };
  }
}

count(promises, ["chmod", "chown", "copyFile", "link", "open", "rename", "rm"]);
count(SQLite.prototype, ["pragma", "close", "exec"]);
syncBuiltinESMExports();
