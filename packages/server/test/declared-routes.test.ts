import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/* A route that is not in the contract has no credentials, no permission and no cell in the matrix: none may exist. */

const source = join(import.meta.dirname, "../src");
const MOUNT = "http/mount.ts";

/** Ways of the framework to put a route on the server. */
const ADDS_ROUTE = /\.(?:route\(\s*\{|(?:get|head|post|put|patch|delete|options|all)\(\s*[`"']\/)/;

test("routes get onto the server by the contract's mount alone", () => {
  const files = globSync("**/*.ts", { cwd: source });
  const adding = files.filter((file) => ADDS_ROUTE.test(readFileSync(join(source, file), "utf8")));
  expect(adding).toEqual([MOUNT]);
});

test.each([
  'server.get("/v1/debug", () => "")',
  "app.post(`/v1/${name}`, handler)",
  'server.route({ method: "GET", url: "/v1/debug" })',
  "fastify.all('/x', handler)",
])("a route beside it would be found: %s", (line) => {
  expect(line).toMatch(ADDS_ROUTE);
});
