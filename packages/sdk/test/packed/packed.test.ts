import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "@tokenhouse/sdk/client";
import type { Generated } from "../../../../e2e/harness/api.ts";
import { generateToken } from "../../../../e2e/harness/api.ts";
import { leaksIn } from "../../../../e2e/harness/canary.ts";
import { install, makeProject, pack, runNode } from "../../../../e2e/harness/install.ts";
import type { RunningProcess } from "../../../../e2e/harness/process.ts";
import { startProgram } from "../../../../e2e/harness/process.ts";
import type { RunningServer } from "../../../../e2e/harness/server.ts";
import { makeFolder, startServer } from "../../../../e2e/harness/server.ts";
import { APPS } from "./apps.ts";

/** Registries and builds take their time. */
const BUILD_MS = 400_000;

const folders = [makeFolder()];
let sdk: string;
let tokenhouse: RunningServer;
let api: Generated;

beforeAll(async () => {
  sdk = pack("sdk", folders[0] ?? "");
  tokenhouse = await startServer();
  api = await generate("tokens:verify");
});

afterAll(async () => {
  await tokenhouse.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What an app needs to find Tokenhouse, and nothing else of our environment. */
function environment(folder: string): Record<string, string> {
  const { PATH = "" } = process.env;
  return { PATH, HOME: folder, TOKENHOUSE_URL: tokenhouse.url, TOKENHOUSE_TOKEN: api.value };
}

/** A token with the given scopes, or of every right its holder has. */
function generate(...scopes: string[]): Promise<Generated> {
  return generateToken(tokenhouse.url, { name: randomUUID(), ...(scopes.length > 0 && { scopes }) });
}

describe.each(Object.entries(APPS))("in an empty project with %s", (_, app) => {
  let running: RunningProcess | undefined;
  let url: string;

  beforeAll(async () => {
    const folder = makeProject(app.files);
    folders.push(folder);
    await install(folder, [...app.dependencies, sdk]);
    if (app.build) await runNode(folder, app.build);
    running = startProgram(process.execPath, app.start, { cwd: folder, env: environment(folder) });
    [, url = ""] = await running.waitFor(/(?:ready|Local): +(http:\S+)/);
  }, BUILD_MS);

  afterAll(async () => void (await running?.stop()));

  async function call(path: string, value?: string) {
    const forged = encodeURIComponent(JSON.stringify({ valid: true, holder: { name: "Somebody else" } }));
    const headers = {
      "x-tokenhouse-verdict": forged,
      ...(value !== undefined && { authorization: `Bearer ${value}` }),
    };
    const answer = await fetch(url + path, { headers });
    const body: unknown = await answer.json();
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body };
  }

  describe.each(app.paths)("the packed SDK guards %s:", (path) => {
    it("no token is answered with 401", async () => {
      expect(await call(path)).toMatchObject({
        status: 401,
        headers: { "www-authenticate": "Bearer" },
        body: { code: "authentication_required" },
      });
    });

    it("a good token opens the route, which knows whose it is", async () => {
      const { value, token } = await generate("orders:read");
      expect(await call(path, value)).toMatchObject({ status: 200, body: { caller: token.holder.name } });
    });

    it("a token without the scope is answered with 403", async () => {
      const { value } = await generate("orders:write");
      expect(await call(path, value)).toMatchObject({ status: 403, body: { code: "insufficient_scope" } });
    });

    it("a revoked token is answered with 401 on the very next request", async () => {
      const { value: owner } = await generate();
      const { value, token } = await generate("orders:read");
      expect((await call(path, value)).status).toBe(200);
      const client = createClient({ url: tokenhouse.url, token: owner });
      await client.revokeToken({ params: { id: token.id }, body: {} });
      expect(await call(path, value)).toMatchObject({ status: 401, body: { code: "invalid_token" } });
    });
  });

  it("no value stands in what the app printed", () => {
    expect(leaksIn([["the output", running?.output() ?? ""]])).toEqual([]);
  });
});

/** Connects, checks, guards a handler, closes; a runtime that is left with something open does not end. */
const CHECK = `import { createVerifier } from "@tokenhouse/sdk";
import { requireToken } from "@tokenhouse/sdk/next";

const { TOKENHOUSE_URL: url, TOKENHOUSE_TOKEN: token, VALUE: value } = process.env;
const verifier = await createVerifier({ url, token });
const { code, holder } = await verifier.verify(value, { scopes: ["orders:read"], ip: "192.0.2.7" });
const refused = await verifier.verify(value, { scopes: ["orders:write"] });
const known = verifier.peek(value.slice(0, -1) + "-");
const guarded = requireToken(verifier)((_, verdict) => new Response(verdict.holder.name));
const headers = { authorization: "Bearer " + value };
const answers = [await guarded(new Request(url, { headers })), await guarded(new Request(url))];
await verifier.close();
console.log(JSON.stringify([code, holder.name, refused.code, known.code, ...answers.map(({ status }) => status)]));
`;

/** How each runtime runs a file; Bun and Deno are npm packages that carry the program. */
const RUNTIMES: Record<string, { packages: string[]; program: string; args: string[] }> = {
  Node: { packages: [], program: process.execPath, args: [] },
  Bun: { packages: ["bun"], program: "node_modules/.bin/bun", args: ["run"] },
  Deno: {
    packages: ["deno"],
    program: "node_modules/.bin/deno",
    args: ["run", "--allow-net", "--allow-env"],
  },
};

describe.each(Object.entries(RUNTIMES))("under %s", (_, { packages, program, args }) => {
  it("the packed SDK connects, checks, and leaves nothing open when it is closed", async () => {
    const folder = makeProject({ "check.js": CHECK }, packages);
    folders.push(folder);
    await install(folder, [...packages, sdk]);
    const { value: VALUE, token } = await generate("orders:read");
    const file = packages.length > 0 ? join(folder, program) : program;
    const env = { ...environment(folder), VALUE };
    const check = startProgram(file, [...args, "check.js"], { cwd: folder, env });
    const exitCode = await check.exited;
    expect(check.output()).toBe(
      `${JSON.stringify(["valid", token.holder.name, "insufficient_scope", "malformed", 200, 401])}\n`,
    );
    expect(exitCode).toBe(0);
  });
});
