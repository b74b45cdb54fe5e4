import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

/** Every suite by its folders. `npm test` names the suites in its closing lines. */
const SUITES: Record<string, string[]> = {
  sdk: ["packages/sdk/test/{*,!(packed)/**/*}.test.ts"],
  core: ["packages/server/test/core/**/*.test.ts"],
  storage: ["packages/server/test/storage/**/*.test.ts"],
  http: ["packages/server/test/http/**/*.test.ts", "packages/server/test/*.test.ts"],
  Dataprep: ["packages/server/test/seeds/dataprep-*.test.ts"],
  CodeThreat: ["packages/server/test/seeds/codethreat.test.ts"],
  Qualytics: ["packages/server/test/seeds/qualytics-*.test.ts"],
  revocation: ["packages/server/test/revocation/**/*.test.ts"],
  web: ["packages/web/test/**/*.test.{ts,tsx}"],
  example: ["examples/*/test/**/*.test.ts"],
  proxies: ["examples/test/**/*.test.ts"],
  packed: ["packages/sdk/test/packed/*.test.ts"],
  e2e: ["e2e/**/*.test.ts"],
};

/** These start servers, browsers and builds: they come after the others, have time, and leave each other the machine. */
const WITH_PROCESSES = ["proxies", "example", "packed", "e2e", "revocation"];

/** A browser may stall on a busy machine. `npm test` names every test that passes only when tried again. */
const TRIED_TWICE = new Set(["example", "e2e"]);

export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: Object.entries(SUITES).map(([name, include]) => {
      const order = WITH_PROCESSES.indexOf(name) + 1;
      return {
        ssr: { resolve: { conditions: ["tokenhouse-source", ...defaultServerConditions] } },
        test: {
          name,
          include,
          ...(name === "web" && { setupFiles: ["packages/web/test/setup.ts"] }),
          testTimeout: order > 0 ? 120_000 : 20_000,
          hookTimeout: 120_000,
          retry: TRIED_TWICE.has(name) ? 1 : 0,
          expect: { poll: { timeout: 30_000 } },
          sequence: { groupOrder: order },
        },
      };
    }),
  },
});
