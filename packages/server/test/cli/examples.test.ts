import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXAMPLES } from "../../src/cli/examples.ts";
import { program } from "../../src/cli/program.ts";
import { startOwnersShell } from "./shell.ts";

let world: Awaited<ReturnType<typeof startOwnersShell>>;

beforeAll(async () => {
  world = await startOwnersShell();
});
afterAll(() => world.stop());

type Command = typeof program;

function leavesOf(command: Command, path = ""): [path: string, leaf: Command][] {
  const below = (one: Command) => leavesOf(one, `${path} ${one.name()}`.trim());
  return command.commands.length > 0 ? command.commands.flatMap(below) : [[path, command]];
}

const LEAVES = leavesOf(program);

/** They need what is not here: somebody at a terminal, a file from elsewhere, a folder of the system's, or the machine of the server. */
const ELSEWHERE = new Set(["serve", "login", "logout", "audit verify", "backup", "restore", "completion"]);

/** What `$ID` is, before the command. */
const ABOUT: Record<string, () => Promise<string>> = {
  token: async () => {
    const name = randomUUID();
    await world.shell.run(["token", "create", name, "--lifetime-days", "30"]);
    return (await world.shell.json("token", "list", "--search", name)).items[0].id;
  },
  "service-account": async () => (await world.shell.json("service-account", "create", randomUUID())).id,
  member: async () => {
    const email = `${randomUUID()}@example.com`;
    await world.shell.json("member", "add", email, "--name", "New", "--role", "member");
    return (await world.shell.json("member", "list", "--search", email)).items[0].id;
  },
};

test("each command has examples, and none is of a command that is not there", () => {
  expect(Object.keys(EXAMPLES).toSorted()).toEqual(LEAVES.map(([path]) => path).toSorted());
});

test.each(LEAVES)(
  "the examples of %s name no option that it does not have, and stand in its help",
  (path, leaf) => {
    const known = leaf.options.flatMap(({ long }) => long ?? []);
    for (const line of EXAMPLES[path] ?? []) {
      expect(line).toContain(`tokenhouse ${path}`);
      expect(known).toEqual(expect.arrayContaining(line.match(/--[a-z-]+/g) ?? []));
    }
    let help = "";
    leaf.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    for (const line of EXAMPLES[path] ?? []) expect(help).toContain(line);
  },
);

const RUN = LEAVES.map(([path]) => path).filter((path) => !ELSEWHERE.has(path));

test.each(RUN)("the examples of %s do as they are written", async (path) => {
  const { shell } = world;
  const folder = join(shell.home, randomUUID());
  mkdirSync(folder);
  writeFileSync(join(folder, "tokenhouse"), `#!/bin/sh\nexec ${shell.program} "$@"\n`, { mode: 0o755 });
  const [group = ""] = path.split(" ");
  const ID = (await ABOUT[group]?.()) ?? "";
  if (path === "token delete" || path === "token restore") await shell.json("token", "revoke", ID);
  if (path === "verify") {
    const { stdout } = await shell.run([
      "token",
      "create",
      "read orders",
      "--scope",
      "orders:read",
      "--lifetime-days",
      "2",
    ]);
    writeFileSync(join(folder, "token"), stdout);
  }
  const TOKENHOUSE_DATABASE_URL = `sqlite:${join(folder, "tokenhouse.db")}`;
  const env = shell.env({ ID, TOKENHOUSE_DATABASE_URL, PATH: `${folder}:${process.env["PATH"]}` });
  for (const line of EXAMPLES[path] ?? []) {
    await promisify(execFile)("sh", ["-euc", line], { cwd: folder, env });
  }
});
