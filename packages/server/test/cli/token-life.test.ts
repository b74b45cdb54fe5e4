import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NODE_FLAGS } from "../chaos/servers.ts";
import type { Installation } from "../fixture.ts";
import { mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";
import type { Shell } from "./shell.ts";
import { openShell, PROGRAM } from "./shell.ts";

let team: Installation & Team;
let shell: Shell;

beforeAll(async () => {
  team = await startTeam();
  const { value } = await mint(team, team.owner.session);
  shell = openShell({ TOKENHOUSE_URL: team.url, TOKENHOUSE_TOKEN: value });
});
afterAll(async () => {
  shell.clear();
  await team.stop();
});

async function json(...args: string[]) {
  const { code, stdout, stderr } = await shell.run([...args, "--json"]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

test("a token lives its whole life on the command line", async () => {
  const made = await shell.run([
    "token",
    "create",
    "deploy",
    "--lifetime-days",
    "30",
    "--scope",
    "orders:read",
  ]);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^thp_\w+\n$/) });
  const value = made.stdout.trim();
  const [, id = ""] = /\(([\w-]{36})\)/.exec(made.stderr) ?? [];
  expect(made.stderr).not.toContain(value);

  expect(await json("token", "show", id)).toMatchObject({ name: "deploy", scopes: ["orders:read"] });
  expect((await json("token", "list", "--search", "deploy")).items).toMatchObject([{ id }]);
  expect(await shell.run(["verify", "--scope", "orders:read"], { stdin: `${value}\n` })).toMatchObject({
    code: 0,
  });
  expect(await shell.run(["verify", "--scope", "orders:write"], { stdin: value })).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("insufficient_scope"),
  });

  const rotated = await shell.run(["token", "rotate", id]);
  expect(rotated.stdout).toMatch(/^thp_\w+\n$/);
  expect(await shell.run(["verify"], { stdin: value })).toMatchObject({ code: 1 });
  expect(await shell.run(["verify"], { stdin: rotated.stdout })).toMatchObject({ code: 0 });

  const revoked = await json("token", "revoke", id, "--reason", "it was only a test");
  expect(revoked).toMatchObject({
    token: { revokeReason: "it was only a test" },
    receipt: { confirmed: true },
  });
  expect(await shell.run(["verify"], { stdin: rotated.stdout })).toMatchObject({ code: 1 });
  expect(await json("token", "restore", id)).toMatchObject({ token: { status: "active" } });
  expect(await shell.run(["verify"], { stdin: rotated.stdout })).toMatchObject({ code: 0 });

  await json("token", "revoke", id);
  expect(await shell.run(["token", "delete", id])).toMatchObject({
    code: 6,
    stderr: expect.stringContaining("--yes"),
  });
  expect(await json("token", "delete", id, "--yes")).toEqual({ deleted: id });
  expect(await shell.run(["token", "show", id])).toMatchObject({ code: 3 });
});

test("a shell variable that a token is generated into holds exactly the value, also of a service account", async () => {
  const { id } = await json("service-account", "create", "robot", "--role", "admin");
  for (const more of ["", `--service-account ${id}`]) {
    const script = `T=$("$NODE" $FLAGS "$PROGRAM" token create "of a shell ${more}" ${more} 2>/dev/null); printf '<%s>' "$T"`;
    const { stdout: seen } = await promisify(execFile)("sh", ["-c", script], {
      env: shell.env({ NODE: process.execPath, FLAGS: NODE_FLAGS.join(" "), PROGRAM }),
    });
    expect(seen).toMatch(more ? /^<ths_\w+>$/ : /^<thp_\w+>$/);
    const verdict = await shell.run(["verify"], { stdin: seen.slice(1, -1) });
    expect(verdict.code, verdict.stderr).toBe(0);
  }
});
