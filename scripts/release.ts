/** `npm run release`: makes of the changesets in `.changeset` the next version and its notes. It publishes nothing. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

type Manifest = { version: string; dependencies?: Record<string, string> };

const WORKSPACES = ["packages/sdk", "packages/server", "packages/web"];
/** They name the version besides the packages themselves. */
const NAMING = ["package.json", "docs/how-to/install.md", "deploy/kubernetes/tokenhouse.yaml"];

const root = process.cwd();
const changesets = fileURLToPath(import.meta.resolve("@changesets/cli/bin.js"));

const before = manifestOf("packages/server").version;
// Without any changeset it says so, and fails.
const { status } = spawnSync(process.execPath, [changesets, "version"], { cwd: root, stdio: "inherit" });
if (status !== 0) process.exit(1);
const { version } = manifestOf("packages/server");
for (const file of NAMING) {
  const text = readFileSync(join(root, file), "utf8");
  writeFileSync(join(root, file), text.replaceAll(before, version));
}
lockVersions();
process.stdout.write(`${version}: look at the notes in packages/*/CHANGELOG.md, and commit.\n`);

function manifestOf(workspace: string): Manifest {
  return JSON.parse(readFileSync(join(root, workspace, "package.json"), "utf8")) as Manifest;
}

/** The lockfile names the workspaces' versions, too, and nothing of it comes from elsewhere. */
function lockVersions(): void {
  const path = join(root, "package-lock.json");
  const lock = JSON.parse(readFileSync(path, "utf8")) as {
    version: string;
    packages: Record<string, Manifest>;
  };
  for (const workspace of WORKSPACES) {
    const { version: own, dependencies } = manifestOf(workspace);
    Object.assign(lock.packages[workspace] ?? {}, { version: own, ...(dependencies && { dependencies }) });
  }
  lock.version = version;
  Object.assign(lock.packages[""] ?? {}, { version });
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
