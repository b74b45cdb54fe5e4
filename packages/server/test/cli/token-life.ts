import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "vitest";
import type { Shell } from "./shell.ts";

/** All that can happen to a token, by nothing but the command line of somebody who is signed in. */
export async function liveWholeLife(shell: Shell): Promise<void> {
  const create = ["token", "create", "deploy", "--lifetime-days", "30", "--scope", "orders:read"];
  const made = await shell.run(create);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^thp_\w+\n$/) });
  const value = made.stdout.trim();
  const [, id = ""] = /\(([\w-]{36})\)/.exec(made.stderr) ?? [];
  expect(made.stderr).not.toContain(value);

  expect(await shell.json("token", "show", id)).toMatchObject({ name: "deploy", scopes: ["orders:read"] });
  expect((await shell.json("token", "list", "--search", "deploy")).items).toMatchObject([{ id }]);
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

  const revoked = await shell.json("token", "revoke", id, "--reason", "it was only a test");
  expect(revoked).toMatchObject({
    token: { revokeReason: "it was only a test" },
    receipt: { confirmed: true },
  });
  expect(await shell.run(["verify"], { stdin: rotated.stdout })).toMatchObject({ code: 1 });
  expect(await shell.json("token", "restore", id)).toMatchObject({ token: { status: "active" } });
  expect(await shell.run(["verify"], { stdin: rotated.stdout })).toMatchObject({ code: 0 });

  await shell.json("token", "revoke", id);
  expect(await shell.run(["token", "delete", id])).toMatchObject({
    code: 6,
    stderr: expect.stringContaining("--yes"),
  });
  expect(await shell.json("token", "delete", id, "--yes")).toEqual({ deleted: id });
  expect(await shell.run(["token", "show", id])).toMatchObject({ code: 3 });
}

/** `T=$(tokenhouse token create …)`: what is in the variable then. */
export async function generateIntoVariable(shell: Shell, args: string): Promise<string> {
  const script = `T=$(${shell.program} token create ${args} 2>/dev/null); printf %s "$T"`;
  const { stdout } = await promisify(execFile)("sh", ["-c", script], { env: shell.env() });
  return stdout;
}
