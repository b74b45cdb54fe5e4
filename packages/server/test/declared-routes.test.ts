import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listRoutes } from "../src/contract/index.ts";
import { proxyRoutes } from "../src/contract/proxies.ts";
import { findProfile } from "../src/http/proxies/profile.ts";

/* A route that is not in the contract has no credentials, no permission and no cell in the matrix: none may exist. */

const source = join(import.meta.dirname, "../src");
const MOUNT = "http/mount.ts";
/** Read with a token of the installation's own, which opens nothing else: metrics.test.ts says by whom. */
const METRICS = "http/metrics.ts";

/** Ways of the framework to put a route on the server. */
const ADDS_ROUTE = /\.(?:route\(\s*\{|(?:get|head|post|put|patch|delete|options|all)\(\s*[`"']\/)/;

test("routes get onto the server by the contract's mount alone, but for the one of metrics", () => {
  const files = globSync("**/*.ts", { cwd: source });
  const adding = files.filter((file) => ADDS_ROUTE.test(readFileSync(join(source, file), "utf8")));
  expect(adding.toSorted()).toEqual([METRICS, MOUNT]);
});

test.each([
  'server.get("/v1/debug", () => "")',
  "app.post(`/v1/${name}`, handler)",
  'server.route({ method: "GET", url: "/v1/debug" })',
  "fastify.all('/x', handler)",
])("a route beside it would be found: %s", (line) => {
  expect(line).toMatch(ADDS_ROUTE);
});

test("before the framework a proxy is answered at the declared addresses, and at no other route's", () => {
  const declared = Object.values(proxyRoutes).map(({ path }) => path.replace("{path}", "any/path"));
  expect(declared.filter((path) => findProfile(path) === undefined)).toEqual([]);
  const others = listRoutes().map(([, { path }]) => path);
  expect(others.filter((path) => findProfile(path) !== undefined)).toEqual([]);
});
