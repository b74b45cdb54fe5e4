import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

/** Every suite by its folders. `npm test` names the suites in its closing lines. */
const SUITES: Record<string, string[]> = {
  sdk: ["packages/sdk/test/{*,!(packed)/**/*}.test.ts"],
  core: ["packages/server/test/{core,seal,timing}/**/*.test.ts"],
  storage: ["packages/server/test/storage/**/*.test.ts"],
  http: ["packages/server/test/{http,failures,overload}/*.test.ts", "packages/server/test/*.test.ts"],
  Dataprep: ["packages/server/test/seeds/dataprep-*.test.ts"],
  CodeThreat: ["packages/server/test/seeds/codethreat.test.ts"],
  Qualytics: ["packages/server/test/seeds/qualytics-*.test.ts"],
  identity: ["packages/server/test/{identity,outbound}/*.test.ts"],
  notices: ["packages/server/test/notices/*.test.ts"],
  cli: ["packages/server/test/cli/*.test.ts"],
  lease: ["packages/server/test/lease/**/*.test.ts"],
  revocation: ["packages/server/test/{revocation,chaos}/*.test.ts"],
  durability: ["packages/server/test/durability/*.test.ts"],
  disks: ["packages/server/test/durability/disks/*.test.ts"],
  fuzz: ["packages/server/test/fuzz/*.test.ts"],
  restore: ["packages/server/test/restore/*.test.ts"],
  web: ["packages/web/test/**/*.test.{ts,tsx}"],
  example: ["examples/*/test/**/*.test.ts"],
  proxies: ["examples/test/**/*.test.ts"],
  deploy: ["deploy/test/*.test.ts"],
  docs: ["docs/test/*.test.ts"],
  packed: ["packages/{sdk,server}/test/packed/*.test.ts"],
  e2e: ["e2e/**/*.test.ts"],
};

/** The suites that run on PostgreSQL as well, as far as it matters there, and what is PostgreSQL's alone. */
const ON_POSTGRES: Record<string, string[]> = {
  "storage-postgres": [
    "packages/server/test/{postgres,overload/postgres}/*.test.ts",
    "packages/server/test/storage/!(databases|no-room|plans|race-history|statements).test.ts",
  ],
  "identity-postgres": ["packages/server/test/identity/first-sign-in.test.ts"],
  "notices-postgres": ["packages/server/test/notices/!(smtp|addresses).test.ts"],
  "http-postgres": [
    "packages/server/test/sign-in-throttle.test.ts",
    "packages/server/test/http/!(authorization-matrix|client-address|credentials|csv|endpoints|headers|oauth-discovery|page|preferences|prox*|rate-limit*).test.ts",
  ],
};

/** What needs PostgreSQL servers of its own, which fail. */
const ON_CLUSTER: Record<string, string[]> = {
  outage: ["packages/server/test/outage/*.test.ts"],
  "restore-postgres": ["packages/server/test/restore/postgres/*.test.ts"],
  retries: ["packages/server/test/retries/*.test.ts"],
  expiry: ["packages/server/test/expiry/*.test.ts"],
  failover: ["packages/server/test/chaos/cluster/*.test.ts"],
  chaos: ["packages/server/test/chaos/fire/*.test.ts"],
};

/** `DATABASES=sqlite` leaves PostgreSQL out, `DATABASES=postgres` what runs on SQLite as well. */
const chosen = (process.env["DATABASES"] ?? "sqlite,postgres").split(",").map((name) => name.trim());

function suites(): [name: string, include: string[]][] {
  const unknown = chosen.find((name) => name !== "sqlite" && name !== "postgres");
  if (unknown !== undefined)
    throw new Error(`DATABASES names «${unknown}», which is none of: sqlite, postgres`);
  return [
    ...Object.entries(SUITES).filter(
      ([name]) => chosen.includes("sqlite") || !(`${name}-postgres` in ON_POSTGRES),
    ),
    ...(chosen.includes("postgres") ? Object.entries({ ...ON_POSTGRES, ...ON_CLUSTER }) : []),
  ];
}

/** These start servers, browsers and builds: they come after the others, have time, and leave each other the machine. */
const WITH_PROCESSES = [
  "proxies",
  "example",
  "packed",
  "deploy",
  "docs",
  "cli",
  "e2e",
  "fuzz",
  "revocation",
  "durability",
  "disks",
  "restore",
  "restore-postgres",
  "retries",
  "expiry",
  "outage",
  "failover",
  "chaos",
];

/** Each file loads the whole machine, or builds what another builds. */
const ONE_FILE_AT_A_TIME = new Set(["outage", "disks", "packed"]);

/** A browser may stall on a busy machine. `npm test` names every test that passes only when tried again. */
const TRIED_TWICE = new Set(["example", "e2e"]);

/** Those of Node, which does not know `module`: packages mean bundlers by it, and what they give those may not load here. */
const CONDITIONS = ["tokenhouse-source", ...defaultServerConditions.filter((name) => name !== "module")];

export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: suites().map(([name, include]) => {
      const order = WITH_PROCESSES.indexOf(name) + 1;
      return {
        ssr: { resolve: { conditions: CONDITIONS } },
        test: {
          name,
          include,
          env: { DATABASES: name in ON_POSTGRES ? "postgres" : "sqlite" },
          ...(name in ON_POSTGRES && { globalSetup: "packages/server/test/storage/postgres-server.ts" }),
          ...(name === "web" && { setupFiles: ["packages/web/test/setup.ts"] }),
          testTimeout: order > 0 ? 120_000 : 20_000,
          hookTimeout: 120_000,
          ...(ONE_FILE_AT_A_TIME.has(name) && { fileParallelism: false }),
          retry: TRIED_TWICE.has(name) ? 1 : 0,
          expect: { poll: { timeout: 30_000 } },
          sequence: { groupOrder: order },
        },
      };
    }),
  },
});
