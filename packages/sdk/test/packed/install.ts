import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const source = join(import.meta.dirname, "../..");
const run = promisify(execFile);

/** A program that takes longer than this hangs. */
const PATIENCE_MS = 240_000;

/** Packs the SDK as it is published, and answers where the archive lies. */
export function packSdk(folder: string): string {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: source, stdio: "pipe" });
  return join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "");
}

/** An empty project of its own below the system's temporary folder, with the given files. */
export function makeProject(files: Record<string, string>, allowScripts: string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), "tokenhouse-project-"));
  const manifest = {
    private: true,
    type: "module",
    allowScripts: Object.fromEntries(allowScripts.map((name) => [name, true])),
  };
  for (const [name, text] of Object.entries({ ...files, "package.json": JSON.stringify(manifest) })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** `npm install` of packages from the registry and archives from the disk. */
export async function install(folder: string, packages: string[]): Promise<void> {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  await run("npm", ["install", ...quiet, ...packages], { cwd: folder, timeout: PATIENCE_MS });
}

/** Runs Node in a project, and rejects with all that it said when it fails. */
export async function runNode(folder: string, args: string[]): Promise<void> {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  await run(process.execPath, args, { cwd: folder, env, timeout: PATIENCE_MS }).catch((error: object) => {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`node ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  });
}
