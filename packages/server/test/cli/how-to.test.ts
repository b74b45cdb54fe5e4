import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startOwnersShell } from "./shell.ts";

let world: Awaited<ReturnType<typeof startOwnersShell>>;

beforeAll(async () => {
  world = await startOwnersShell();
});
afterAll(() => world.stop());

/** Runs all shell blocks of a page one after the other, as they are written, in an empty folder. */
async function follow(page: string): Promise<{ folder: string; stdout: string }> {
  const { shell } = world;
  const text = readFileSync(join(import.meta.dirname, "../../../../docs/how-to", page), "utf8");
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
  expect(blocks.length).toBeGreaterThan(1);
  const folder = join(shell.home, page);
  mkdirSync(folder);
  writeFileSync(join(folder, "tokenhouse"), `#!/bin/sh\nexec ${shell.program} "$@"\n`, { mode: 0o755 });
  const { PATH = "" } = process.env;
  const env = shell.env({ PATH: `${folder}:${PATH}` });
  const { stdout } = await promisify(execFile)("sh", ["-euc", blocks.join("\n")], { cwd: folder, env });
  return { folder, stdout };
}

test("rotating without downtime goes as its page says, and leaves no value behind", async () => {
  const made = await world.shell.run(["token", "create", "nightly-export", "--lifetime-days", "60"]);
  const { folder, stdout } = await follow("rotate.md");
  expect(stdout).toContain('"name": "nightly-export"');
  expect(existsSync(join(folder, "new-token"))).toBe(false);
  // The old value works beside the new one.
  expect((await world.shell.run(["verify"], { stdin: made.stdout })).code).toBe(0);
});

test("a token for CI is made and ended as its page says", async () => {
  const { folder, stdout } = await follow("ci-secrets.md");
  expect(stdout).toContain('"revokeReason": "printed by a build"');
  expect(existsSync(join(folder, "deploy-token"))).toBe(false);
  const { items } = await world.shell.json("token", "list", "--all", "--search", "deploy");
  expect(items).toMatchObject([{ status: "revoked", scopes: ["orders:read"], kind: "service" }]);
});
