import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LANGUAGES } from "../src/i18n.ts";

type Tree = { [key: string]: string | Tree };

const folder = join(import.meta.dirname, "../src");
const sources = globSync("**/*.{ts,tsx}", { cwd: folder })
  .map((file) => readFileSync(join(folder, file), "utf8"))
  .join("\n");

const texts = Object.fromEntries(
  await Promise.all(
    Object.keys(LANGUAGES).map(async (language) => {
      const { catalog } = (await import(`../src/locales/${language}/index.ts`)) as { catalog: Tree };
      return [language, flat(catalog)] as const;
    }),
  ),
);
const english = texts["en"] ?? {};

/** The keys a language needs for what English says: its own plural forms in place of the English ones. */
function keysFor(language: string): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return Object.keys(english).flatMap((key) => {
    if (key.endsWith("_one") && `${key.slice(0, -4)}_other` in english) return [];
    if (!key.endsWith("_other")) return [key];
    return forms.map((form) => key.replace(/other$/, form));
  });
}

describe.each(Object.entries(texts))("%s", (language, catalog) => {
  test("says everything, and nothing else", () => {
    expect(Object.keys(catalog).toSorted()).toEqual(keysFor(language).toSorted());
  });

  test("says nothing empty", () => {
    expect(Object.entries(catalog).filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  test("fills in the same parts as English", () => {
    const differing = Object.entries(catalog).filter(([key, text]) => {
      const said = english[key] ?? english[key.replace(/_\w+$/, "_other")] ?? "";
      // «1 token» may spell the number out.
      const parts = (of: string) => partsOf(of).filter((part) => !(key.endsWith("_one") && part === "count"));
      return parts(text).join() !== parts(said).join();
    });
    expect(differing).toEqual([]);
  });
});

test("every text is said somewhere in the page", () => {
  const said = (key: string) => {
    const name = key.replace(/_(one|other)$/, "");
    return sources.includes(`"${name}"`) || sources.includes(`\`${name.replace(/\.[^.]+$/, "")}.\${`);
  };
  expect(Object.keys(english).filter((key) => !said(key))).toEqual([]);
});

function flat(tree: Tree, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[prefix + key, value]] : Object.entries(flat(value, `${prefix}${key}.`)),
    ),
  );
}

function partsOf(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)/g)].map(([, part]) => part ?? "").toSorted();
}
