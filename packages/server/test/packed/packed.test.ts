import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { install, makeProject, pack } from "../../../../e2e/harness/install.ts";
import type { RunningProcess } from "../../../../e2e/harness/process.ts";
import { startProgram } from "../../../../e2e/harness/process.ts";
import { AS_OWNER, makeFolder, OWNER } from "../../../../e2e/harness/server.ts";
import { VERSION } from "../../src/version.ts";
import type { Shell } from "../cli/shell.ts";
import { openShell } from "../cli/shell.ts";
import { generateIntoVariable, liveWholeLife } from "../cli/token-life.ts";

/** Registries and builds take their time. */
const BUILD_MS = 400_000;

const folders = [makeFolder()];
let archives: string[];

beforeAll(() => {
  archives = [pack("sdk", folders[0] ?? ""), pack("server", folders[0] ?? "")];
}, BUILD_MS);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The README's lines for the command line, as they are written but for the first, which signs in, and what they print. */
async function runReadme(url: string, env: NodeJS.ProcessEnv): Promise<string> {
  const readme = readFileSync(join(import.meta.dirname, "../../../../README.md"), "utf8");
  const [, lines = ""] = /```sh\ntokenhouse login\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(lines).toContain("TOKEN=$(");
  const placed = lines.replaceAll("http://127.0.0.1:4980", url);
  const { stdout } = await promisify(execFile)("sh", ["-ec", `${placed}\nprintf '\\n%s' "$TOKEN"`], { env });
  return stdout;
}

describe.each(["22", "24", "26"])("in an empty folder, on Node %s,", (major) => {
  let node: string;
  let home: string;
  let running: RunningProcess;
  let url: string;
  let shell: Shell;

  beforeAll(async () => {
    const runtime = makeProject({}, ["node"]);
    home = makeProject({});
    folders.push(runtime, home);
    await install(runtime, [`node@${major}`]);
    node = join(runtime, "node_modules/node/bin/node");
    const path = [dirname(node), process.env["PATH"]].join(delimiter);
    await install(home, archives, { path });
    const env = { PATH: path, HOME: home, TOKENHOUSE_PORT: "0", ...AS_OWNER };
    const program = join(home, "node_modules/.bin/tokenhouse");
    running = startProgram(node, [program, "serve"], { cwd: home, env });
    [, url = ""] = await running.waitFor(/^Tokenhouse is ready: (\S+)$/m);
    const bin = join(home, "node_modules/.bin");
    shell = openShell({ PATH: [bin, path].join(delimiter) }, [node, program]);
  }, BUILD_MS);

  afterAll(async () => {
    shell.clear();
    await running.stop();
  });

  it("the packed server runs on that Node, keeps its data there and brings the page", async () => {
    expect((await promisify(execFile)(node, ["--version"])).stdout).toMatch(new RegExp(`^v${major}\\.`));
    expect(existsSync(join(home, "data/tokenhouse.db"))).toBe(true);
    const page = await (await fetch(url, { headers: { accept: "text/html" } })).text();
    const scripts = [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, path]) => path ?? "");
    expect(scripts.length).toBeGreaterThan(1);
    for (const path of scripts) expect((await fetch(new URL(path, `${url}/`))).status).toBe(200);
  });

  it("a token lives its whole life by the packed command alone, from signing in to signing out", async () => {
    const login = ["login", "--url", url, "--email", OWNER.email];
    const signedIn = await shell.type(login, [["Password", `${OWNER.password}\r`]]);
    expect(signedIn.code, signedIn.stdout).toBe(0);
    await liveWholeLife(shell);
    expect(await generateIntoVariable(shell, "variable")).toMatch(/^thp_\w+$/);
    expect(await runReadme(url, shell.env())).toMatch(/^thp_\w+$/m);
    expect((await shell.run(["logout"])).code).toBe(0);
    expect((await shell.run(["whoami"])).code).toBe(4);
    const { stdout } = await promisify(execFile)("npx", ["tokenhouse", "--version"], {
      cwd: home,
      env: shell.env(),
    });
    expect(stdout).toBe(`${VERSION}\n`);
  });

  it("the packed server ends when it is told to", async () => {
    expect(await running.stop()).toBe(0);
    await expect(fetch(`${url}/livez`)).rejects.toThrow("fetch failed");
  });
});
