import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Installation } from "../fixture.ts";
import { mint } from "../fixture.ts";
import type { Team } from "../team.ts";
import { startTeam } from "../team.ts";
import type { Shell } from "./shell.ts";
import { openShell } from "./shell.ts";

let team: Installation & Team;
let shell: Shell;
let narrow: string;

beforeAll(async () => {
  team = await startTeam();
  narrow = (await mint(team, team.owner.session, { scopes: ["tokens:read"] })).value;
  const { value } = await mint(team, team.owner.session);
  shell = openShell({ TOKENHOUSE_URL: team.url, TOKENHOUSE_TOKEN: value });
});
afterAll(async () => {
  shell.clear();
  await team.stop();
});

const NOBODY = "00000000-0000-4000-8000-000000000000";

test.each([
  ["no such token", ["token", "show", NOBODY], {}, 3, /not_found, request \S+\)/],
  ["a value that is none", ["whoami"], { TOKENHOUSE_TOKEN: "thp_wrong" }, 4, /tokenhouse login/],
  ["nobody signed in", ["whoami"], { TOKENHOUSE_TOKEN: "" }, 4, /Nobody is signed in at http/],
  ["a scope that the token lacks", ["token", "create", "x"], { narrow: "" }, 5, /insufficient_scope/],
  [
    "a lifetime beyond the maximum",
    ["token", "create", "x", "--lifetime-days", "99999"],
    {},
    6,
    /lifetimeDays: /,
  ],
  [
    "a lifetime that is no number",
    ["token", "create", "x", "--lifetime-days", "a month"],
    {},
    6,
    /whole number/,
  ],
  ["a command that there is not", ["tokn"], {}, 6, /Did you mean token/],
  ["an option that there is not", ["token", "list", "--al"], {}, 6, /Did you mean --all/],
  ["an address that is none", ["whoami", "--url", "ftp://there"], {}, 6, /begins with http/],
  [
    "nobody listens",
    ["whoami"],
    { TOKENHOUSE_URL: "http://127.0.0.1:9" },
    7,
    /No answer from .*\n.*tokenhouse doctor/s,
  ],
  ["a rule that there is not", ["settings", "set", "maxLifeDays=3"], {}, 6, /maxLifeDays/],
  ["a rule without a value", ["settings", "set", "maxLifetimeDays"], {}, 6, /such as maxLifetimeDays=90/],
  ["nothing on stdin", ["verify"], {}, 6, /on stdin/],
] as [string, string[], Record<string, string>, number, RegExp][])(
  "%s is told, with what would be right, and the code for it",
  async (_, args, env, code, says) => {
    const asked = "narrow" in env ? { TOKENHOUSE_TOKEN: narrow } : env;
    const ran = await shell.run(args, { env: asked });
    expect(ran).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(says) });
    expect(ran.stderr).not.toMatch(/ {4}at |thp_\w{20}/);
  },
);

test("no option takes a secret: on a command line others could read it", async () => {
  for (const args of [["login"], ["verify"], ["member", "add"], ["token", "create"]]) {
    const { stdout } = await shell.run([...args, "--help"]);
    expect(stdout).not.toMatch(/--(?:token|password|value|secret) /);
  }
});

test("a pipe that nobody reads any more ends quietly", async () => {
  const script = `${shell.program} completion bash | true`;
  const { stderr } = await promisify(execFile)("sh", ["-c", script], { env: shell.env() });
  expect(stderr).toBe("");
});
