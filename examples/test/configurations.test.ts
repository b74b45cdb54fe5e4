import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { IDENTITY_HEADERS } from "../../packages/server/src/contract/proxies.ts";

/** The file of each example that hands the identity on. */
const FILES = {
  nginx: "nginx.conf",
  caddy: "Caddyfile",
  haproxy: "tokenhouse.lua",
  traefik: "tokenhouse.yml",
  envoy: "envoy.yaml",
};

function read(name: string, file: string): string {
  return readFileSync(join(import.meta.dirname, "..", name, file), "utf8");
}

test.each(Object.entries(FILES))(
  "%s hands on, or takes away, every header of X-Auth-Request-*",
  (name, file) => {
    const text = read(name, file).toLowerCase();
    const family = Object.keys(IDENTITY_HEADERS).filter((header) => header.startsWith("X-Auth-Request-"));
    expect(family.length).toBeGreaterThan(5);
    expect(family.filter((header) => !text.includes(header.toLowerCase()))).toEqual([]);
  },
);

test.each(Object.keys(FILES))("the page of %s says what to strip, in 25 lines", (name) => {
  const page = read(name, "README.md");
  expect(page.trimEnd().split("\n").length).toBeLessThanOrEqual(25);
  for (const text of ["X-Auth-Request-*", "Remote-*", "X-Forwarded-User", "underscores", "The token ends"]) {
    expect(page).toContain(text);
  }
});
