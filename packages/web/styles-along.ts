import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const LIST = join(import.meta.dirname, "src/mantine.css");
const FIRST = ["baseline", "global"];

/**
 * Lets each of Mantine's components bring its styles along when the page is built, so that what only a dialog needs
 * comes with the dialog. Which styles there are stands in mantine.css, which is used as it is while developing.
 */
export function stylesAlong(): Plugin {
  const listed = readFileSync(LIST, "utf8").matchAll(/@mantine\/core\/styles\/(\w+)\.css/g);
  const names = new Set([...listed].map(([, name = ""]) => name).filter((name) => !FIRST.includes(name)));
  return {
    name: "styles-along",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      if (id === LIST) return FIRST.map((name) => `@import "@mantine/core/styles/${name}.css";`).join("\n");
      if (!/@mantine\/core\/esm\/.*\.mjs$/.test(id)) return undefined;
      const used = [...code.matchAll(/from "[^"]*\/(\w+)\.module\.mjs"/g)].map(([, name = ""]) => name);
      const wanted = used.filter((name) => names.has(name));
      // After its own imports, so that it comes after the styles of what it is made of.
      return [code, ...wanted.map((name) => `import "@mantine/core/styles/${name}.css";`)].join("\n");
    },
  };
}
