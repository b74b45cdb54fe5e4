import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

/** One fenced block of a page. */
export interface Block {
  /** The page, by its path from the root. */
  page: string;
  /** Where its code begins, for whoever looks for it. */
  line: number;
  language: string;
  code: string;
  /** The file that its first line names, as `// api.ts` or `# caddy/Caddyfile` does: where the page keeps it. */
  file: string | undefined;
}

export interface Page {
  path: string;
  text: string;
  blocks: Block[];
}

/** What people read and follow. The reference is generated, and its examples are run by `cli/examples.test.ts`. */
const SHOWN = ["*.md", "docs/**/*.md", "packages/*/README.md", "examples/**/*.md", "deploy/**/*.md"];
const GENERATED = "docs/reference/";

export function readPages(): Page[] {
  const paths = SHOWN.flatMap((pattern) => globSync(pattern, { cwd: root }));
  return paths
    .filter((path) => !path.startsWith(GENERATED) && !path.includes("node_modules"))
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, text, blocks: blocksOf(path, text) };
    });
}

export function blocksOf(page: string, text: string): Block[] {
  return [...text.matchAll(/^( *)(`{3,})(\w*)[^\n`]*\n([\s\S]*?)^\1\2$/gm)].map((match) => {
    const [, , , language = "", code = ""] = match;
    const line = text.slice(0, match.index).split("\n").length + 1;
    return { page, line, language, code, file: fileNamedBy(code) };
  });
}

function fileNamedBy(code: string): string | undefined {
  return /^(?:\/\/|#) ([\w./[\]-]+\.\w+|Caddyfile|Dockerfile)\n/.exec(code)?.[1];
}

export function placeOf({ page, line }: Block): string {
  return `${page}:${line}`;
}
