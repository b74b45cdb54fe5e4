import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import type { Code } from "./simulation/world.ts";

/** A passage of one file of the module, and what a mistaken author would have written. */
export interface Mutation {
  file: string;
  passage: string;
  instead: string;
}

const FOLDER = join(import.meta.dirname, "../../src/verify/lease");

/** The module from its own source text, with passages replaced. Each of them must be there, once. */
export async function importModule(mutations: readonly Mutation[]): Promise<Code> {
  const left = new Set(mutations);
  const files = new Map<string, string>();
  const urlOf = (file: string): string => {
    const known = files.get(file);
    if (known !== undefined) return known;
    let source = readFileSync(join(FOLDER, file), "utf8");
    for (const mutation of mutations.filter((mutation) => mutation.file === file)) {
      source = replaceOnce(source, mutation);
      left.delete(mutation);
    }
    const code = stripTypeScriptTypes(source).replaceAll(
      /(?<=^import \{[^}]*\} from )"\.\/([^"]+)"/gm,
      (_, imported: string) => `"${urlOf(imported)}"`,
    );
    const url = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
    files.set(file, url);
    return url;
  };
  const load = (file: string) => import(/* @vite-ignore */ urlOf(file));
  const parts = [];
  for (const file of ["holder.ts", "revoker.ts", "answer.ts", "session.ts"]) parts.push(await load(file));
  if (left.size > 0) throw new Error(`No file was changed: ${[...left].map(({ file }) => file).join(", ")}`);
  return Object.assign({}, ...parts) as Code;
}

/** The passage must be there, once. */
export function replaceOnce(source: string, { file, passage, instead }: Mutation): string {
  const times = source.split(passage).length - 1;
  if (times !== 1) throw new Error(`${file} has this ${times} times: ${passage}`);
  return source.replace(passage, () => instead);
}
