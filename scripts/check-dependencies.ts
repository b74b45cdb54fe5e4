/** Every package is pinned to a version and a hash, none runs an install script unasked, and the server needs but a few. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Locked {
  version?: string;
  integrity?: string;
  hasInstallScript?: true;
  link?: true;
}

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  allowScripts?: Record<string, boolean>;
}

/** How many packages of others the server may depend on by itself; the SDK on none. */
const MOST_OF_SERVER = 15;

const root = join(import.meta.dirname, "..");
const { packages } = readJson("package-lock.json") as { packages: Record<string, Locked> };
const manifests = ["", "packages/sdk", "packages/server", "packages/web"].map(
  (folder) => readJson(join(folder, "package.json")) as Manifest,
);
const own = new Set(manifests.map(({ name }) => name));

const faults = [...manifests.flatMap(faultsOfManifest), ...Object.entries(packages).flatMap(faultsOfLocked)];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

function faultsOfManifest({ name, dependencies = {}, devDependencies = {} }: Manifest): string[] {
  const needed = Object.keys(dependencies).filter((dependency) => !own.has(dependency)).length;
  const most = { "@tokenhouse/sdk": 0, tokenhouse: MOST_OF_SERVER }[name] ?? Infinity;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
  );
  return [
    ...loose.map(([dependency, version]) => `${name} does not pin ${dependency} to one version: ${version}`),
    ...(needed > most ? [`${name} depends on ${needed} packages, and may on ${most}`] : []),
  ];
}

function faultsOfLocked([path, { integrity, hasInstallScript, link }]: [string, Locked]): string[] {
  const name = path.replace(/^.*node_modules\//, "");
  if (!path.includes("node_modules/") || link || own.has(name)) return [];
  const isAllowed = name in (manifests[0]?.allowScripts ?? {});
  return [
    ...(integrity?.startsWith("sha512-") ? [] : [`${path} has no SHA-512 in the lockfile`]),
    ...(hasInstallScript && !isAllowed
      ? [`${path} runs an install script, and allowScripts does not name it`]
      : []),
  ];
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}
