import { execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const source = join(import.meta.dirname, "..");
const root = join(source, "../..");
const app = mkdtempSync(join(tmpdir(), "tokenhouse-sdk-"));
const installed = join(app, "node_modules/@tokenhouse/sdk");

interface Manifest {
  version: string;
  exports: Record<string, object>;
  dependencies?: object;
}
const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as Manifest;

/** What the README takes from Next, which is not installed here; the packed suite builds a real app. */
const NEXT_TYPES = `declare module "next/server" {
  export class NextResponse extends Response {
    static next(init?: { request?: { headers?: Headers } }): NextResponse;
  }
}`;

/** Packs the SDK and unpacks it into an empty folder, as an installation does. */
beforeAll(() => {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", app], { cwd: source, stdio: "pipe" });
  mkdirSync(installed, { recursive: true });
  const archive = join(app, `tokenhouse-sdk-${manifest.version}.tgz`);
  execFileSync("tar", ["-xzf", archive, "-C", installed, "--strip-components=1"]);
  writeFileSync(join(app, "package.json"), '{ "type": "module" }');
});

afterAll(() => rmSync(app, { recursive: true }));

it("the packed SDK imports in an empty folder, every entry of it, and depends on nothing", () => {
  const entries = Object.keys(manifest.exports).map((entry) => entry.replace(".", "@tokenhouse/sdk"));
  const script = `console.log((await Promise.all(${JSON.stringify(entries)}.map((entry) => import(entry)))).length)`;
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: app,
    encoding: "utf8",
  });
  expect(run.stderr).toBe("");
  expect(run.stdout).toBe(`${entries.length}\n`);
  expect(manifest.dependencies).toBeUndefined();
});

it("the packed SDK imports nothing but itself and Node's own modules, and no file system", () => {
  const files = globSync("dist/**/*.js", { cwd: installed });
  const codes = files.map((file) =>
    readFileSync(join(installed, file), "utf8").replaceAll(/^\s*\/?\*.*$/gm, ""),
  );
  const imports = codes.flatMap((code) =>
    [...code.matchAll(/(?:\bfrom|^import|\bimport\(|\brequire\() *"([^"]+)"/gm)].map(([, name]) => name),
  );
  expect(imports).toContain("./check-request.js");
  expect(imports).toContain("node:crypto");
  expect(imports.filter((name) => !/^(?:\.\.?\/|node:(?!fs\b))/.test(name ?? ""))).toEqual([]);
  expect(codes.filter((code) => /kysely|node:fs/.test(code))).toEqual([]);
});

it("the README's code passes the strictest type check against the packed types", () => {
  for (const name of ["@types", "express", "fastify", "hono"]) {
    symlinkSync(join(root, "node_modules", name), join(app, "node_modules", name));
  }
  const readme = readFileSync(join(installed, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```ts\n(?:\/\/ (\S+)\n)?([\s\S]*?)^```$/gm)];
  expect(blocks).toHaveLength(7);
  for (const [index, [, name = `readme-${index}.ts`, code = ""]] of blocks.entries()) {
    mkdirSync(dirname(join(app, name)), { recursive: true });
    writeFileSync(join(app, name), code);
  }
  writeFileSync(join(app, "next.d.ts"), NEXT_TYPES);
  const strict = {
    customConditions: [],
    skipLibCheck: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
  writeFileSync(
    join(app, "tsconfig.json"),
    JSON.stringify({
      extends: join(root, "tsconfig.base.json"),
      compilerOptions: strict,
      include: ["**/*.ts"],
    }),
  );
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  expect(spawnSync(process.execPath, [compiler, "-p", app], { encoding: "utf8" }).stdout).toBe("");
});
