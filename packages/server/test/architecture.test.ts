import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

/** Who may import whom: a room, and the rooms it may reach besides itself. */
const DIAGRAM: Record<string, string[]> = {
  sdk: [],
  web: ["sdk"],
  core: ["sdk"],
  contract: ["sdk", "core"],
  seal: [],
  storage: ["sdk", "core", "seal"],
  service: ["sdk", "core", "seal", "storage"],
  verify: ["sdk", "core", "storage"],
  jobs: ["core", "seal", "storage"],
  telemetry: ["core"],
  http: ["sdk", "core", "contract", "service", "verify", "telemetry"],
  config: ["sdk", "core"],
  log: ["core"],
  outbound: ["core"],
  oidc: ["core", "outbound"],
  version: [],
  // prettier-ignore
  main: ["sdk", "core", "seal", "contract", "storage", "service", "verify", "jobs", "telemetry", "http", "oidc", "outbound", "config", "version"],
  cli: ["sdk", "core", "contract", "seal", "config", "log", "version", "storage", "main"],
  examples: ["sdk"],
};

/** The only packages from outside that a strict room may import. */
const OUTSIDE: Record<string, RegExp> = { sdk: /^node:/, core: /^node:net$/, seal: /^node:crypto$/ };

/** Only storage knows SQL. */
const SQL = /^(?:kysely|better-sqlite3|pg)$/;

type Edge = [importer: string, imported: string];

const root = join(import.meta.dirname, "../../..");
const edges = globSync("{packages/*/src,examples}/**/*.{ts,tsx}", { cwd: root })
  .filter((file) => !/node_modules|\/(?:test|dist)\//.test(file))
  .flatMap(importsOf);

test("every import goes in the direction of the diagram", () => {
  expect(edges.length).toBeGreaterThan(50);
  expect(faultsOf(edges)).toEqual([]);
});

test("no file imports itself by a detour", () => {
  expect(cycleIn(edges)).toBeUndefined();
});

test.each<Edge>([
  ["packages/server/src/http/mount.ts", "packages/server/src/storage/open.ts"],
  ["packages/server/src/core/token.ts", "node:fs"],
  ["packages/server/src/service/create-token.ts", "kysely"],
  ["packages/sdk/src/client.ts", "express"],
  ["packages/web/src/api.ts", "packages/server/src/core/limits.ts"],
  ["packages/web/src/api.ts", "tokenhouse"],
  ["examples/express-api/server.ts", "packages/sdk/src/client.ts"],
])("the import of a wrong room is found: %s → %s", (...edge) => {
  expect(faultsOf([edge])).toEqual([edge.join(" → ")]);
});

test("a detour is found", () => {
  expect(cycleIn([["a", "b"], ["b", "c"], ["c", "a"]])).toEqual("a → b → c → a"); // prettier-ignore
});

function importsOf(file: string): Edge[] {
  const code = readFileSync(join(root, file), "utf8").replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, "");
  return [...code.matchAll(/\bfrom\s+"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g)].map(([, from, bare]) => {
    const imported = from ?? bare ?? "";
    return [file, imported.startsWith(".") ? join(dirname(file), imported) : imported];
  });
}

function faultsOf(all: Edge[]): string[] {
  return all.filter((edge) => !isAllowed(edge)).map((edge) => edge.join(" → "));
}

function isAllowed([importer, imported]: Edge): boolean {
  const room = roomOf(importer);
  if (imported === "tokenhouse" || imported === "@tokenhouse/web") return false;
  if (/^@tokenhouse\/sdk\b/.test(imported)) return room === "sdk" || reaches(room, "sdk");
  const isFile = /^(?:packages|examples)\//.test(imported);
  if (isFile) return packageOf(importer) === packageOf(imported) && reaches(room, roomOf(imported));
  return (OUTSIDE[room]?.test(imported) ?? true) && (room === "storage" || !SQL.test(imported));
}

function reaches(room: string, other: string): boolean {
  return room === other || (DIAGRAM[room] ?? []).includes(other);
}

/** `packages/server/src/http/mount.ts` → `http`, `packages/server/src/main.ts` → `main`, `packages/web/…` → `web`. */
function roomOf(file: string): string {
  const [top = "", name = "", , layer = ""] = file.split("/");
  if (top === "examples") return "examples";
  return name === "server" ? layer.replace(/\.ts$/, "") : name;
}

function packageOf(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}

function cycleIn(all: Edge[]): string | undefined {
  const targets = Map.groupBy(all, ([importer]) => importer);
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(" → ");
    if (done.has(file)) return undefined;
    for (const [, next] of targets.get(file) ?? []) {
      const found = walk(next, [...path, file]);
      if (found !== undefined) return found;
    }
    done.add(file);
    return undefined;
  };
  return [...targets.keys()].map((file) => walk(file, [])).find((found) => found !== undefined);
}
