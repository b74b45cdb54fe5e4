import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listDescribedRoutes } from "../src/contract/index.ts";
import { openApi } from "../src/contract/openapi.ts";
import { refusalsOf, statusesOf } from "../src/contract/route.ts";

const root = join(import.meta.dirname, "../../..");

test("no generated file differs from what the contract says", () => {
  const args = ["--conditions=tokenhouse-source", "scripts/generate.ts", "--check"];
  expect(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8", stdio: "pipe" })).toBe("");
});

test("every route is in the description, with every status it can answer", () => {
  const paths = openApi()["paths"] as Record<string, Record<string, { responses: object }>>;
  for (const [operationId, route] of listDescribedRoutes()) {
    const refusals = refusalsOf(route).flatMap((code) => statusesOf(route, code));
    const statuses = [route.answer.status, ...refusals].map(String);
    const described = paths[route.path]?.[route.method.toLowerCase()];
    expect(Object.keys(described?.responses ?? {}).toSorted(), operationId).toEqual(
      [...new Set(statuses)].toSorted(),
    );
  }
});
