import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NODE_FLAGS } from "../chaos/servers.ts";
import { PROGRAM, startOwnersShell } from "./shell.ts";

let world: Awaited<ReturnType<typeof startOwnersShell>>;

beforeAll(async () => {
  world = await startOwnersShell();
});
afterAll(() => world.stop());

const json = (...args: string[]) => world.json(...args);

test("a token lives its whole life on the command line", async () => {
  const made = await world.shell.run([
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
  expect(await world.shell.run(["verify", "--scope", "orders:read"], { stdin: `${value}\n` })).toMatchObject({
    code: 0,
  });
  expect(await world.shell.run(["verify", "--scope", "orders:write"], { stdin: value })).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("insufficient_scope"),
  });

  const rotated = await world.shell.run(["token", "rotate", id]);
  expect(rotated.stdout).toMatch(/^thp_\w+\n$/);
  expect(await world.shell.run(["verify"], { stdin: value })).toMatchObject({ code: 1 });
  expect(await world.shell.run(["verify"], { stdin: rotated.stdout })).toMatchObject({ code: 0 });

  const revoked = await json("token", "revoke", id, "--reason", "it was only a test");
  expect(revoked).toMatchObject({
    token: { revokeReason: "it was only a test" },
    receipt: { confirmed: true },
  });
  expect(await world.shell.run(["verify"], { stdin: rotated.stdout })).toMatchObject({ code: 1 });
  expect(await json("token", "restore", id)).toMatchObject({ token: { status: "active" } });
  expect(await world.shell.run(["verify"], { stdin: rotated.stdout })).toMatchObject({ code: 0 });

  await json("token", "revoke", id);
  expect(await world.shell.run(["token", "delete", id])).toMatchObject({
    code: 6,
    stderr: expect.stringContaining("--yes"),
  });
  expect(await json("token", "delete", id, "--yes")).toEqual({ deleted: id });
  expect(await world.shell.run(["token", "show", id])).toMatchObject({ code: 3 });
});

test("a shell variable that a token is generated into holds exactly the value, also of a service account", async () => {
  const { id } = await json("service-account", "create", "robot", "--role", "admin");
  for (const more of ["", `--service-account ${id}`]) {
    const script = `T=$("$NODE" $FLAGS "$PROGRAM" token create "of a shell ${more}" ${more} 2>/dev/null); printf '<%s>' "$T"`;
    const { stdout: seen } = await promisify(execFile)("sh", ["-c", script], {
      env: world.shell.env({ NODE: process.execPath, FLAGS: NODE_FLAGS.join(" "), PROGRAM }),
    });
    expect(seen).toMatch(more ? /^<ths_\w+>$/ : /^<thp_\w+>$/);
    const verdict = await world.shell.run(["verify"], { stdin: seen.slice(1, -1) });
    expect(verdict.code, verdict.stderr).toBe(0);
  }
});
