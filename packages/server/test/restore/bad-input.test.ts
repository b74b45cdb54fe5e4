import SQLite from "better-sqlite3";
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { NODE_FLAGS } from "../chaos/servers.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Minted, World } from "./world.ts";
import { openWorld } from "./world.ts";

const PROGRAM = join(import.meta.dirname, "../../src/cli/tokenhouse.ts");

/** An installation with two tokens, of which one was revoked after the backup; no server runs. */
let world: World;
let backup: string;
let [kept, revoked]: Minted[] = [];

const at = (name: string) => join(world.folder, name);

beforeAll(async () => {
  world = openWorld();
  backup = at("backup");
  const site = await world.serve();
  [kept, revoked] = await site.mint(2);
  await world.cli("backup", backup);
  await site.ask("POST", `/v1/tokens/${revoked?.id}/revoke`);
  await site.stop();
});
afterAll(() => world.clear());

/** A file that is like another but for something. */
function changed(name: string, change: (file: string) => void): string {
  const file = at(name);
  writeFileSync(file, readFileSync(backup));
  change(file);
  return file;
}

/** All that a restore might have touched. */
function traces(): unknown {
  const data = join(world.file, "..");
  const { mtimeMs, ino } = statSync(world.file);
  return { names: readdirSync(data).filter((name) => !name.endsWith("-serving")), mtimeMs, ino };
}

describe("a restore that cannot be done says why with exit code 6, and leaves the database as it was:", () => {
  const query = (sql: string) => (file: string) => {
    const database = new SQLite(file);
    database.exec(sql);
    database.close();
  };
  const CASES: [what: string, args: () => string[], says: string][] = [
    ["no file", () => [at("nothing")], "There is no file"],
    ["a folder", () => [world.folder], "There is no file"],
    ["a text", () => [changed("text", (file) => writeFileSync(file, "a letter ".repeat(1000)))], "is damaged, or no database of Tokenhouse"], // prettier-ignore
    [
      "an empty file",
      () => [changed("empty", (file) => truncateSync(file, 0))],
      "is no database of Tokenhouse",
    ],
    ["half a backup", () => [changed("half", (file) => truncateSync(file, 100_000))], "is damaged"],
    ["another program's database", () => [changed("foreign", query("drop table kysely_migration"))], "is no database of Tokenhouse"], // prettier-ignore
    ["a backup of a newer release", () => [changed("newer", query("insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')"))], "The database is newer than this program (it has 9999-later)"], // prettier-ignore
    ["the database itself", () => [world.file], "is the database itself"],
    ["two decisions", () => [backup, "--accept", "--revoke-all"], "Decide by one of"],
    ["no journal", () => [backup, "--journal", at("nothing")], "There is no journal"],
    ["a journal that is none", () => [backup, "--journal", backup], "is no revocation journal of Tokenhouse"],
    ["a journal that is damaged", () => [backup, "--journal", changed("torn", (file) => writeFileSync(file, readFileSync(world.journal, "utf8").replace('{"revision"', "{")))], "is damaged in line 2"], // prettier-ignore
    ["a journal that begins later", () => [backup, "--journal", changed("late", (file) => writeFileSync(file, readFileSync(world.journal, "utf8").replace('"after":0', '"after":5')))], "later than the backup ends"], // prettier-ignore
  ];

  test.each(CASES)("%s", async (_, args, says) => {
    const given = args();
    const before = traces();
    const { code, stdout, stderr } = await world.cli("restore", ...given);
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 6, stdout: "" });
    expect(traces()).toEqual(before);
  });
});

describe("a backup that cannot be made says why, and leaves nothing behind:", () => {
  test.each<[what: string, args: () => string[], code: number, says: string]>([
    ["over a file", () => [backup], 6, "is there already"],
    ["into no folder", () => [at("nothing/backup")], 6, "There is no folder"],
  ])("%s", async (_, args, code, says) => {
    const before = readdirSync(world.folder);
    const made = await world.cli("backup", ...args());
    expect(made).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(says) });
    expect(readdirSync(world.folder)).toEqual(before);
  });
});

/** As on a full disk: no file may grow beyond some blocks of 1 kB. */
async function runWithoutRoom(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const command = ["ulimit -f 128", 'exec "$@"'].join("; ");
  const child = spawn("bash", ["-c", command, "bash", process.execPath, ...NODE_FLAGS, PROGRAM, ...args], {
    env: { PATH: process.env["PATH"], ...world.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [stderr] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { code: child.exitCode, stderr };
}

test("where there is no room, neither backup nor restore leaves anything behind", async () => {
  const before = [traces(), readdirSync(world.folder)];
  expect(await runWithoutRoom("backup", at("roomless"))).toMatchObject({ code: 1 });
  expect(await runWithoutRoom("restore", backup, "--accept")).toMatchObject({ code: 1 });
  expect([traces(), readdirSync(world.folder)]).toEqual(before);
});

test("while a server runs, its database cannot be replaced or decided about", async () => {
  const site = await world.serve();
  for (const args of [[backup, "--accept"], ["--accept"]]) {
    const { code, stderr } = await world.cli("restore", ...args);
    expect({ code, stderr }).toEqual({
      code: 6,
      stderr: expect.stringContaining("Another Tokenhouse serves"),
    });
  }
  expect(await site.accepted([kept, revoked].flatMap((one) => one ?? []))).toEqual([kept]);
  await site.stop();
});
