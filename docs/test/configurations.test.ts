import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Deployment } from "kubernetes-models/apps/v1";
import { afterAll, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { findProgram } from "../../e2e/harness/program.ts";
import { makeFolder, startServer } from "../../e2e/harness/server.ts";
import { startPostgres } from "../../packages/server/bench/postgres.ts";
import { isElsewhere } from "./elsewhere.ts";
import type { Block } from "./pages.ts";
import { placeOf, readPages, root } from "./pages.ts";

const folder = makeFolder();
afterAll(() => rmSync(folder, { recursive: true }));

function blocksIn(language: string): (readonly [string, Block])[] {
  const blocks = readPages().flatMap(({ blocks }) => blocks);
  return blocks
    .filter((block) => block.language === language && !isElsewhere(block))
    .map((block) => [placeOf(block), block]);
}

/** What a program that reads a configuration says of it; nothing where it takes it. */
function faultsOf(program: string, args: readonly string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(findProgram(program) ?? program, args, {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...env },
  });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

test.each(blocksIn("haproxy"))(
  "HAProxy takes the configuration of %s, and would say if not",
  (_, { code }) => {
    const file = join(folder, "haproxy.cfg");
    const check = (text: string) => {
      writeFileSync(file, text);
      return faultsOf("haproxy", ["-c", "-f", file]);
    };
    expect(check(code)).toBe("");
    expect(check(`${code}    no-such-thing\n`)).toContain("no-such-thing");
  },
);

test.each(blocksIn("ini"))("systemd takes what %s adds to the unit, and would say if not", (_, { code }) => {
  const unit = readFileSync(join(root, "deploy/systemd/tokenhouse.service"), "utf8");
  const service = join(folder, "tokenhouse.service");
  const added = join(folder, "tokenhouse.service.d");
  mkdirSync(added, { recursive: true });
  writeFileSync(service, unit.replace(/^ExecStart=\S+ \S+/m, `ExecStart=${process.execPath} ${service}`));
  const check = (text: string) => {
    writeFileSync(join(added, "override.conf"), text);
    const args = ["verify", "--man=no", service];
    const { stdout, stderr } = spawnSync(findProgram("systemd-analyze") ?? "", args, { encoding: "utf8" });
    return stdout + stderr;
  };
  expect(check(code)).toBe("");
  expect(check(`${code}NoSuchThing=yes\n`)).toContain("NoSuchThing");
});

test.each(blocksIn("sql"))(
  "PostgreSQL does what %s says, and a server needs no more",
  async (_, { code }) => {
    const postgres = await startPostgres();
    if (!postgres) throw new Error("There is no PostgreSQL on this machine");
    for (const statement of code.trim().split("\n")) {
      await promisify(execFile)("psql", ["-q", "-c", statement, postgres.url]);
    }
    const url = new URL(postgres.url);
    [url.username, url.pathname] = ["tokenhouse", "/tokenhouse"];
    const server = await startServer({ env: { TOKENHOUSE_DATABASE_URL: url.href } });
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    await server.stop();
    await postgres.stop();
  },
);

test.each(blocksIn("yaml"))(
  "Kubernetes takes the Deployment of %s, and would refuse another",
  (_, { code }) => {
    const document = parseYaml(code) as ConstructorParameters<typeof Deployment>[0] & { spec: object };
    expect(() => new Deployment(document).validate()).not.toThrow();
    const wrong = { ...document, spec: { ...document.spec, replicas: "two" } };
    expect(() => new Deployment(wrong as typeof document).validate()).toThrow("replicas");
  },
);
