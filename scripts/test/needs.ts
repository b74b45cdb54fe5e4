import { spawnSync } from "node:child_process";
import { findChromium } from "../../e2e/harness/chromium.ts";
import { findProgram } from "../../e2e/harness/program.ts";
import { findPostgres } from "../../packages/server/bench/postgres.ts";
import { findFaketime } from "../../packages/server/test/chaos/fire/clock.ts";
import { findFiu } from "../../packages/server/test/durability/disks/fiu.ts";
import { installPackages, mayInstall } from "./apt.ts";

/** A program by its name: what finds it, and where Debian and Ubuntu have it. */
type Programs = Record<string, { find: () => string | undefined; packages: string[] }>;

/** What a suite needs beyond npm packages: answers why it cannot run, or undefined when it can. */
export const NEEDS: Record<string, () => string | undefined> = {
  "storage-postgres": needPostgres,
  "http-postgres": needPostgres,
  "restore-postgres": needPostgres,
  retries: needPostgres,
  e2e: () =>
    need(
      { Chromium: { find: findChromium, packages: ["chromium", "curl"] } },
      "install it, or run «npx playwright-core install chromium»",
    ),
  proxies: () =>
    need(
      {
        nginx: { find: () => findProgram("nginx"), packages: ["nginx"] },
        Caddy: { find: () => findProgram("caddy"), packages: ["caddy"] },
        HAProxy: { find: () => findProgram("haproxy"), packages: ["haproxy"] },
      },
      "install what is missing",
    ),
  deploy: () =>
    need(
      {
        Prometheus: { find: () => findProgram("prometheus"), packages: ["prometheus"] },
        "systemd-analyze": { find: () => findProgram("systemd-analyze"), packages: ["systemd"] },
      },
      "install what is missing",
    ),
  docs: () =>
    need(
      {
        curl: { find: () => findProgram("curl"), packages: ["curl"] },
        nginx: { find: () => findProgram("nginx"), packages: ["nginx"] },
        Caddy: { find: () => findProgram("caddy"), packages: ["caddy"] },
        HAProxy: { find: () => findProgram("haproxy"), packages: ["haproxy"] },
        PostgreSQL: { find: findPostgres, packages: ["postgresql"] },
        "systemd-analyze": { find: () => findProgram("systemd-analyze"), packages: ["systemd"] },
      },
      "install what is missing",
    ),
  outage: () =>
    need(
      {
        PostgreSQL: { find: findPostgres, packages: ["postgresql"] },
        HAProxy: { find: () => findProgram("haproxy"), packages: ["haproxy"] },
      },
      "install what is missing, or set DATABASES=sqlite",
    ),
  failover: () =>
    need(
      {
        PostgreSQL: { find: findPostgres, packages: ["postgresql"] },
        Patroni: { find: () => findProgram("patroni"), packages: ["patroni", "python3-etcd"] },
        etcd: { find: () => findProgram("etcd"), packages: ["etcd-server"] },
        HAProxy: { find: () => findProgram("haproxy"), packages: ["haproxy"] },
      },
      "install what is missing, or set DATABASES=sqlite",
    ),
  expiry: needClocks,
  chaos: needClocks,
  disks: needDisks,
  packed: needRegistry,
};

function needPostgres(): string | undefined {
  return need(
    { PostgreSQL: { find: findPostgres, packages: ["postgresql"] } },
    "install it, or set DATABASES=sqlite",
  );
}

/** PostgreSQL, and clocks that can be set. */
function needClocks(): string | undefined {
  return need(
    {
      PostgreSQL: { find: findPostgres, packages: ["postgresql"] },
      libfaketime: { find: findFaketime, packages: ["faketime"] },
    },
    "install what is missing, or set DATABASES=sqlite",
  );
}

function need(programs: Programs, advice: string): string | undefined {
  const missing = Object.entries(programs).filter(([, { find }]) => find() === undefined);
  if (missing.length === 0) return undefined;
  const names = missing.map(([name]) => name).join(", ");
  if (!mayInstall()) return `it needs ${names}: ${advice}`;
  console.log(`Installing ${names} with apt-get (once)`);
  const failed = installPackages(missing.flatMap(([, { packages }]) => packages));
  if (failed !== undefined) return `it needs ${names}, and «${failed}» failed`;
  const lost = missing.filter(([, { find }]) => find() === undefined).map(([name]) => name);
  return lost.length === 0
    ? undefined
    : `apt-get installed ${lost.join(", ")}, but not where programs are looked for`;
}

/** Their power is cut, they are full, and reading and writing fails: that takes disks of their own. */
function needDisks(): string | undefined {
  const isAllowed = (program: string, args: string[]) =>
    process.getuid?.() === 0 && spawnSync(program, args, { stdio: "ignore" }).status === 0;
  if (!isAllowed("unshare", ["--mount", "true"]) || !isAllowed("losetup", ["--find"]))
    return "it mounts file systems of its own, which takes root and loop devices";
  return need(
    {
      xfsprogs: { find: () => findProgram("xfs_io"), packages: ["xfsprogs"] },
      e2fsprogs: { find: () => findProgram("mkfs.ext4"), packages: ["e2fsprogs"] },
      "fiu-utils": { find: findFiu, packages: ["fiu-utils"] },
    },
    "install what is missing",
  );
}

/** The packed SDK is installed beside frameworks as they are published today. */
function needRegistry(): string | undefined {
  const patience = ["--fetch-retries=1", "--fetch-timeout=20000"];
  const { status } = spawnSync("npm", ["ping", ...patience], { stdio: "ignore", timeout: 60_000 });
  return status === 0 ? undefined : "it needs the npm registry, which does not answer";
}
