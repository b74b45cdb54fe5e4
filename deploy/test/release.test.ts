import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "../../e2e/harness/server.ts";

const root = join(import.meta.dirname, "../..");
const WORKSPACES = ["sdk", "server", "web"].map((name) => `packages/${name}`);
/** What a release reads and writes. */
const FILES = [
  ".changeset",
  "package.json",
  "package-lock.json",
  "docs/how-to/install.md",
  "deploy/kubernetes/tokenhouse.yaml",
].concat(WORKSPACES.map((workspace) => `${workspace}/package.json`));

let clone: string;

beforeEach(() => {
  clone = makeFolder();
  for (const file of FILES) cpSync(join(root, file), join(clone, file), { recursive: true });
  for (const waiting of changesets()) rmSync(join(clone, ".changeset", waiting));
  git("init", "--initial-branch=main");
  git("add", ".");
  git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--message=Begin");
});
afterEach(() => rmSync(clone, { recursive: true }));

const git = (...args: string[]) => execFileSync("git", args, { cwd: clone, stdio: "pipe" });
const read = (path: string) => readFileSync(join(clone, path), "utf8");
const json = (path: string) => JSON.parse(read(path)) as Record<string, unknown>;
const changesets = () =>
  readdirSync(join(clone, ".changeset")).filter((name) => name.endsWith(".md") && name !== "README.md");

function release(): { status: number | null; told: string } {
  const options = { cwd: clone, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts/release.ts")], options);
  return { status, told: stdout + stderr };
}

test("a release gives the packages one version and notes, and names it wherever it is named", () => {
  const [major = "", minor = ""] = String(json("package.json")["version"]).split(".");
  const next = `${major}.${Number(minor) + 1}.0`;
  writeFileSync(
    join(clone, ".changeset/brave-foxes-dance.md"),
    '---\n"tokenhouse": minor\n---\n\nTokens can be given to a colleague.\n',
  );
  expect(release()).toEqual({ status: 0, told: expect.stringContaining(next) });
  for (const workspace of [...WORKSPACES, "."]) {
    expect(json(join(workspace, "package.json"))["version"], workspace).toBe(next);
  }
  expect(json("packages/server/package.json")["dependencies"]).toMatchObject({ "@tokenhouse/sdk": next });
  expect(read("packages/server/CHANGELOG.md")).toMatch(
    new RegExp(`^## ${next}\\n[^]*Tokens can be given to a colleague\\.`, "m"),
  );
  expect(read("docs/how-to/install.md")).toContain(`tokenhouse-${next}.tgz`);
  expect(read("deploy/kubernetes/tokenhouse.yaml")).toContain(`tokenhouse:${next}`);
  const { packages } = json("package-lock.json") as { packages: Record<string, object> };
  for (const workspace of WORKSPACES) {
    const { version, dependencies } = json(join(workspace, "package.json"));
    expect(packages[workspace], workspace).toMatchObject({
      version,
      ...(dependencies ? { dependencies } : {}),
    });
  }
  expect(changesets()).toEqual([]);
});

test("without a changeset there is nothing to release, and nothing is written", () => {
  expect(release()).toEqual({ status: 1, told: expect.stringContaining("No unreleased changesets found") });
  expect(git("status", "--porcelain").toString()).toBe("");
  expect(existsSync(join(clone, "packages/server/CHANGELOG.md"))).toBe(false);
});
