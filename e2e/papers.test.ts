import type { SpawnSyncReturns } from "node:child_process";
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateToken } from "./harness/api.ts";
import { startProcess } from "./harness/process.ts";
import type { RunningServer } from "./harness/server.ts";
import { makeFolder, startServer } from "./harness/server.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const [, email = "", password = ""] = /curl -u '([^:']+):([^']+)'/.exec(readme) ?? [];

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({
    env: { TOKENHOUSE_ADMIN_EMAIL: email, TOKENHOUSE_ADMIN_PASSWORD: password },
  });
});
afterAll(() => server.stop());

test("the README's curl lines make the first token and use it, as they are written", () => {
  const [create = "", use = "", ...others] = blocks("sh").filter((block) => block.includes("curl "));
  expect(others).toEqual([]);
  const created = JSON.parse(shell(create).stdout) as { value: string; token: { id: string } };
  expect(created).toMatchObject({ token: { name: "ci", status: "active" } });
  const me: unknown = JSON.parse(shell(use, { TOKEN: created.value }).stdout);
  expect(me).toMatchObject({ user: { email }, token: { id: created.token.id } });
});

test("the README's middleware passes the type check and protects a route, as it is written", async () => {
  const folder = makeFolder();
  const port = await freePort();
  const [snippet = "", ...others] = blocks("ts");
  expect(others).toEqual([]);
  writeFileSync(join(folder, "api.ts"), placed(snippet).replace("listen(3000)", `listen(${port})`));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const config = { extends: join(root, "tsconfig.base.json"), include: ["api.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));

  const types = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder]);
  expect(types.stdout.toString()).toBe("");

  const you = { email, password };
  const verifier = await generateToken(server.url, { name: "api", scopes: ["tokens:verify"] }, you);
  const reader = await generateToken(server.url, { name: "reader", scopes: ["orders:read"] }, you);
  const api = startProcess(join(folder, "api.ts"), [], { TOKENHOUSE_TOKEN: verifier.value });
  const orders = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}/orders`, { headers }).catch(() => undefined);
  await expect.poll(async () => (await orders({}))?.status).toBe(401);
  const answer = await orders({ authorization: `Bearer ${reader.value}` });
  expect(answer?.status).toBe(200);
  expect(await answer?.json()).toMatchObject({ orders: [] });
  expect((await orders({ authorization: `Bearer ${verifier.value}` }))?.status).toBe(403);
  await api.stop();
  rmSync(folder, { recursive: true });
});

test("every npm command that a paper names exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const text = papers().map((file) => readFileSync(join(root, file), "utf8"));
  const named = [...text.join("\n").matchAll(/\bnpm (?:run )?(start|test|(?<=run )[a-z-]+)\b/g)];
  expect(named.length).toBeGreaterThan(5);
  expect(named.map(([, name]) => name).filter((name = "") => !(name in scripts))).toEqual([]);
});

test("every relative link of every paper leads to a file", () => {
  const broken = papers().flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const targets = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g)].map(([, target = ""]) => target);
    return targets.filter((target) => !existsSync(join(root, dirname(file), target)));
  });
  expect(broken).toEqual([]);
});

function papers(): string[] {
  return globSync(["*.md", "docs/**/*.md", "examples/*/*.md"], { cwd: root });
}

/** The README's code blocks of one language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , code = ""]) => code);
}

/** The one thing that is not as written: the port, for the usual one may be taken. */
function placed(code: string): string {
  return code.replaceAll("http://127.0.0.1:4980", server.url);
}

function shell(block: string, env: Record<string, string> = {}): SpawnSyncReturns<string> {
  return spawnSync("sh", ["-euc", placed(block)], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...env },
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
