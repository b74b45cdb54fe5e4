import { existsSync, globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("every Mantine component that the page uses brings its styles along", () => {
  const sources = globSync("**/*.{ts,tsx}", { cwd: new URL("../src", import.meta.url) });
  const code = sources.map((path) => read(`../src/${path}`)).join("\n");
  const imports = code.matchAll(/import \{([^}]+)\} from "@mantine\/core"/g);
  const names = new Set([...imports].flatMap(([, list = ""]) => list.match(/\b[A-Z]\w+/g) ?? []));
  const stylesheet = (name: string) => `@mantine/core/styles/${name}.css`;
  const styled = [...names].filter((name) =>
    existsSync(new URL(`../../../node_modules/${stylesheet(name)}`, import.meta.url)),
  );
  expect(styled.length).toBeGreaterThan(20);
  const imported = read("../src/mantine.css");
  expect(styled.filter((name) => !imported.includes(stylesheet(name)))).toEqual([]);
});
