/**
 * Loaded before a server: kills it at a point of its work that `KILL_AT` names, the n-th time that it comes there after
 * SIGUSR2.
 */
import SQLite from "better-sqlite3";
import { ServerResponse } from "node:http";

/** What KILL_AT says: `before` or `after`, how often it is passed, and how the statement begins; «answer» is no statement. */
const [, moment = "", count = "0", beginning = ""] =
  /^(before|after) (\d+) (.+)$/.exec(process.env["KILL_AT"] ?? "") ?? [];

let left = 0;
process.once("SIGUSR2", () => (left = Number(count)));

/** Whether this is the time. */
function isDue(what: string): boolean {
  return left > 0 && what.startsWith(beginning) && --left === 0;
}

function around<T>(what: string, work: () => T): T {
  const isMeant = isDue(what);
  if (isMeant && moment === "before") die();
  const result = work();
  if (isMeant) die();
  return result;
}

/** Nothing of this process runs any more when this returns to it. */
function die(): void {
  process.kill(process.pid, "SIGKILL");
}

type Method<T> = (this: T, ...parameters: unknown[]) => unknown;

const anywhere = new SQLite(":memory:");
const statements = Object.getPrototypeOf(anywhere.prepare("select 1")) as Record<
  "run" | "all",
  Method<SQLite.Statement>
>;
anywhere.close();
for (const name of ["run", "all"] as const) {
  const original = statements[name];
  statements[name] = function (...parameters) {
    return around(this.source.replaceAll('"', ""), () => original.apply(this, parameters));
  };
}

const answers = ServerResponse.prototype as unknown as Record<"writeHead", Method<ServerResponse>>;
const { writeHead } = answers;
answers.writeHead = function (...head) {
  return around(this.req.method === "GET" ? "read" : "answer", () => writeHead.apply(this, head));
};
