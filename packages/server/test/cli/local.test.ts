import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { program } from "../../src/cli/program.ts";
import type { Shell } from "./shell.ts";
import { openShell } from "./shell.ts";

let shell: Shell;

beforeAll(() => {
  shell = openShell({});
});
afterAll(() => shell.clear());

test("the schema is made by one command, and checked by it without touching anything", async () => {
  const file = `${shell.home}/tokenhouse.db`;
  const env = { TOKENHOUSE_DATABASE_URL: `sqlite:${file}` };
  const check = () => shell.run(["migrate", "--check", "--json"], { env });
  const missing = await check();
  expect(missing.code).toBe(1);
  const { pending } = JSON.parse(missing.stdout);
  expect(existsSync(file)).toBe(false);
  const { code, stdout } = await shell.run(["migrate", "--json"], { env });
  expect({ code, ...JSON.parse(stdout) }).toEqual({ code: 0, applied: pending });
  expect(await check()).toMatchObject({ code: 0, stdout: '{"pending":[]}\n' });
  expect(await shell.run(["migrate"], { env })).toMatchObject({ stdout: "The schema is up to date.\n" });
});

test("bash completes commands, then theirs, then options", async () => {
  const { stdout: script } = await shell.run(["completion", "bash"]);
  const completed = (...words: string[]) => {
    const line = ["tokenhouse", ...words].map((word) => `"${word}"`).join(" ");
    const asked = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _tokenhouse; echo "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", `${script}\n${asked}`], { encoding: "utf8" })
      .trim()
      .split(" ");
  };
  expect(completed("to")).toEqual(["token"]);
  expect(completed("token", "re")).toEqual(["revoke", "restore"]);
  expect(completed("token", "create", "--sc")).toEqual(["--scope"]);
  expect(completed("token", "create", "a name", "--sc")).toEqual(["--scope"]);
});

test("each command says what it does, for each shell and in its help", async () => {
  for (const shellName of ["zsh", "fish"]) {
    expect((await shell.run(["completion", shellName])).stdout).toContain("service-account");
  }
  const described = (command: typeof program): boolean =>
    command.description() !== "" && command.commands.every(described);
  expect(described(program)).toBe(true);
});
