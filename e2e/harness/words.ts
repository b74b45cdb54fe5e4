import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";

const folder = join(import.meta.dirname, "../../packages/web/src/locales");

/** A language's words by area and key, as the page has them. */
export type Words = Record<string, string>;

export function wordsOf(language: string): Words {
  const files = globSync(`${language}/*.json`, { cwd: folder }).toSorted();
  return Object.assign(
    {},
    ...files.map((file) =>
      flat(JSON.parse(readFileSync(join(folder, file), "utf8")), `${basename(file, ".json")}.`),
    ),
  ) as Words;
}

const english = wordsOf("en");

/** What a language says for an English text. */
export function inWords(words: Words, text: string): string {
  const key = Object.keys(english).find((key) => english[key] === text);
  const said = key === undefined ? undefined : words[key];
  if (said === undefined) throw new Error(`Nothing says «${text}»`);
  return said;
}

/** What of the shown texts, names and hints is English, and would be something else in the language. */
export async function englishFindings(page: Page, words: Words): Promise<string[]> {
  const own = new Set(Object.values(words));
  const foreign = Object.entries(english).filter(([key, text]) => words[key] !== text && !own.has(text));
  const patterns = foreign.map(([, text]) => patternOf(text));
  const shown = await page.evaluate<string[]>(SHOWN_TEXTS);
  return [...new Set(shown)].filter((text) => patterns.some((pattern) => pattern.test(text)));
}

const SHOWN_TEXTS = `(() => {
  const texts = [document.title.split(" · ")[0]];
  for (const element of document.querySelectorAll("body, body *")) {
    if (!element.checkVisibility() || element.matches("script, style, noscript")) continue;
    for (const name of ["aria-label", "placeholder", "title", "alt"]) texts.push(element.getAttribute(name));
    for (const node of element.childNodes) if (node.nodeType === 3) texts.push(node.data);
  }
  return texts.map((text) => (text ?? "").trim()).filter((text) => text !== "");
})()`;

/** Matches what a text becomes once its parts are filled in; never a text that is nothing but parts. */
function patternOf(text: string): RegExp {
  const fixed = text.split(/\{\{[^}]*\}\}/);
  if (fixed.join("").replace(/[^A-Za-z]/g, "").length < 4 && fixed.length > 1) return /^$/;
  return new RegExp(
    `^${fixed.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join(".+")}$`,
    "s",
  );
}

function flat(tree: unknown, prefix: string): Words {
  const entries = Object.entries(tree as Record<string, unknown>);
  return Object.fromEntries(
    entries.flatMap(([key, value]) =>
      typeof value === "string" ? [[prefix + key, value]] : Object.entries(flat(value, `${prefix}${key}.`)),
    ),
  );
}
