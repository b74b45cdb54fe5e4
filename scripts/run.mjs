/**
 * Every npm script starts here: it gives the command the Node, the npm and the packages that the project is made with,
 * and installs what is missing. Plain JavaScript for Node 18 and newer, because it runs before anything is installed.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const toolchain = join(root, ".toolchain");
const TOOLS = { node: "24.21.0", npm: "11.19.1" };
const SOURCES = ["--conditions=tokenhouse-source", "--disable-warning=ExperimentalWarning"];

const [command, ...rest] = process.argv.slice(2);
const node = nodeToUse();
const env = {
  ...process.env,
  PATH: [dirname(node), join(root, "node_modules/.bin"), process.env.PATH].join(delimiter),
};

const commands = {
  start() {
    buildPage();
    return run(node, [...SOURCES, "packages/server/src/cli/tokenhouse.ts", "serve", ...rest]);
  },
  dev() {
    buildPage();
    return run(node, [...SOURCES, "--watch", "packages/server/src/cli/tokenhouse.ts", "serve", ...rest]);
  },
  tokenhouse: () => run(node, [...SOURCES, "packages/server/src/cli/tokenhouse.ts", ...rest]),
  example: () => run(node, [...SOURCES, `examples/${rest[0] ?? "express"}-api/server.ts`]),
  bench() {
    buildPage();
    return run(node, [...SOURCES, "scripts/bench.ts", ...rest]);
  },
  chaos: () => run(node, [...SOURCES, "scripts/chaos.ts", ...rest]),
  fuzz: () => run(node, [...SOURCES, "scripts/fuzz.ts", ...rest]),
  prove: () => run(node, [...SOURCES, "scripts/prove.ts", ...rest]),
  screenshots() {
    buildPage();
    return run(node, [...SOURCES, "scripts/screenshots.ts", ...rest]);
  },
  sbom() {
    const [file, args] = npm();
    const what = ["--sbom-format=cyclonedx", "--package-lock-only", "--workspace=tokenhouse"];
    return run(file, [...args, "sbom", "--loglevel=error", ...what]);
  },
  release: () => run(node, [...SOURCES, "scripts/release.ts"]),
  generate: () => run(node, [...SOURCES, "scripts/generate.ts"]),
  format: () => run(node, [bin("prettier"), "--write", "--log-level=warn", "."]),
  "check-docs"() {
    buildPage();
    return run(node, [...SOURCES, "scripts/test.ts", "--project=docs", ...rest]);
  },
  docs: () => run(node, [bin("vitepress"), "build", "docs", ...rest]),
  check: () => run(node, [...SOURCES, "scripts/check.ts", ...rest]),
  test() {
    buildPage();
    return run(node, [...SOURCES, "scripts/test.ts", ...rest]);
  },
};

const task = commands[command];
if (!task) fail(`There is no command «${command ?? ""}». There are: ${Object.keys(commands).join(", ")}.`);
installPackages();
task();

/** This Node where it is new enough, else one from the npm registry, kept in `.toolchain/`. */
function nodeToUse() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const own = join(toolchain, "node_modules/node/bin/node");
  const wanted = JSON.stringify(TOOLS);
  if (existsSync(own) && read(join(toolchain, "tools.json")) === wanted) return own;
  say(
    `Node ${process.versions.node} is too old: fetching Node ${TOOLS.node} and npm ${TOOLS.npm} into .toolchain/ (once)`,
  );
  rmSync(toolchain, { recursive: true, force: true });
  mkdirSync(toolchain, { recursive: true });
  // `node` unpacks its binary in an install script; it is the only package here that may run one.
  const manifest = { private: true, dependencies: TOOLS, allowScripts: { node: true } };
  writeFileSync(join(toolchain, "package.json"), JSON.stringify(manifest));
  must("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: toolchain,
    shell: isWindows(),
  });
  writeFileSync(join(toolchain, "tools.json"), wanted);
  return own;
}

/** `npm ci` when the lockfile is not the one that was installed last. */
function installPackages() {
  const stamp = join(root, "node_modules/.installed");
  const wanted = digestOf(["package-lock.json"]);
  if (read(stamp) === wanted) return;
  say("Installing packages (once, about half a minute)");
  const [file, args] = npm();
  must(file, [...args, "ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, env });
  writeFileSync(stamp, wanted);
}

/** Our own npm where we have one. */
function npm() {
  const own = join(toolchain, "node_modules/npm/bin/npm-cli.js");
  return existsSync(own) ? [node, [own]] : ["npm", []];
}

/** Builds the page into the server's `public/` when a source of it changed. */
function buildPage() {
  const stamp = join(root, "packages/server/public/.built");
  const wanted = digestOf([
    "packages/web",
    "packages/sdk/src",
    "docs/reference/openapi.json",
    "package-lock.json",
  ]);
  if (read(stamp) === wanted) return;
  say("Building the page");
  must(node, [bin("vite"), "build", "--logLevel=warn"], { cwd: join(root, "packages/web"), env });
  writeFileSync(stamp, wanted);
}

function digestOf(paths) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => filesBelow(join(root, path))))
    hash.update(relative(root, file)).update(readFileSync(file));
  return hash.digest("hex");
}

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => name !== "node_modules" && name !== "dist");
  return names.sort().flatMap((name) => filesBelow(join(path, name)));
}

/** Runs the command itself: it gets our signals and terminal, we take its exit code. */
function run(file, args) {
  const child = spawn(file, args, { cwd: root, env, stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/** Runs a step that the command needs. */
function must(file, args, options) {
  const { status, error } = spawnSync(file, args, { stdio: ["ignore", 2, 2], ...options });
  if (status !== 0) fail(`«${[file, ...args].join(" ")}» failed${error ? `: ${error.message}` : ""}`);
}

function bin(name) {
  const manifest = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"));
  return join(
    root,
    "node_modules",
    name,
    typeof manifest.bin === "string" ? manifest.bin : manifest.bin[name],
  );
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function say(text) {
  process.stderr.write(`[setup] ${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

function isWindows() {
  return process.platform === "win32";
}
