import SQLite from "better-sqlite3";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NODE_FLAGS } from "../chaos/servers.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

const PROGRAM = join(import.meta.dirname, "../../src/cli/tokenhouse.ts");
const KILLER = join(import.meta.dirname, "kill-at.ts");

/** Restores, and is killed before so many steps are done; answers whether it came to that. */
async function restoreUntil(world: World, backup: string, step: number): Promise<boolean> {
  const args = [...NODE_FLAGS, "--import", KILLER, PROGRAM, "restore", backup, "--revoke-all"];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env["PATH"], ...world.env, KILL_AT: String(step) },
    stdio: "ignore",
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (signal === null && code !== 0) throw new Error(`The restore ends with ${code}`);
  return signal === "SIGKILL";
}

const WHOLE = { old: { tokens: 12, active: 12 }, new: { tokens: 7, active: 0 } };

/** Which database is in place; throws where it is not whole. */
function inPlace(world: World): "old" | "new" {
  const database = new SQLite(world.file, { fileMustExist: true });
  try {
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    const state = database.prepare("select (select n from revision) as n, count(*) as tokens, sum(revoked_at is null) as active from tokens").get(); // prettier-ignore
    const { n, tokens, active } = state as { n: number; tokens: number; active: number };
    const which = n < 2 ** 32 ? "old" : "new";
    expect({ tokens, active }).toEqual(WHOLE[which]);
    return which;
  } finally {
    database.close();
  }
}

test("a restore that is killed leaves the database of before or the restored one, whenever it is killed", async () => {
  const world = createWorld();
  const site = await world.serve();
  // The owner's own token makes one more.
  await site.mint(6);
  const backup = join(world.folder, "backup");
  await world.cli("backup", backup);
  await site.mint(5);
  await site.server.end("SIGKILL");
  const found: string[] = [];
  for (let step = 1; await restoreUntil(world, backup, step); step++) found.push(inPlace(world));
  expect(inPlace(world)).toBe("new");
  const firstNew = found.indexOf("new");
  expect(firstNew).toBeGreaterThan(10);
  expect(found.slice(0, firstNew).every((one) => one === "old")).toBe(true);
  const after = await world.serve();
  expect((await after.ask("GET", "/v1/me")).status).toBe(200);
  await after.stop();
});
