import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const packages = join(import.meta.dirname, "../../packages");
const run = promisify(execFile);

/** A program that takes longer than this hangs. */
const PATIENCE_MS = 240_000;

/** Packs a package as it is published, and answers where the archive lies. */
export function pack(name: "sdk" | "server", folder: string): string {
  const cwd = join(packages, name);
  const destination = mkdtempSync(join(folder, name));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", destination], { cwd, stdio: "pipe" });
  return join(destination, readdirSync(destination)[0] ?? "");
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

/** `npm install` of packages from the registry and archives from the disk, by the Node that stands first in the path. */
export async function install(
  folder: string,
  wanted: string[],
  { path = process.env["PATH"] } = {},
): Promise<void> {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const env = { ...process.env, PATH: path };
  await run("npm", ["install", ...quiet, ...wanted], { cwd: folder, env, timeout: PATIENCE_MS });
}

/** Runs Node in a project, and rejects with all that it said when it fails. */
export async function runNode(folder: string, args: string[]): Promise<void> {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  await run(process.execPath, args, { cwd: folder, env, timeout: PATIENCE_MS }).catch((error: object) => {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`node ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  });
}
