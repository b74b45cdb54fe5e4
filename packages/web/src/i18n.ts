import type { Catalog } from "./locales/catalog.ts";
import type { catalog } from "./locales/en/index.ts";

/** What each language is called by those who speak it. */
export const LANGUAGES = { en: "English", de: "Deutsch", ja: "日本語" } as const;

export type Language = keyof typeof LANGUAGES;

/** The name of a text, for constants: they may not hold the text itself. */
export type TextKey = Name<Leaves<typeof catalog>>;

type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}`;
}[keyof T & string];

/** What is told in plural forms has one name for all of them. */
type Name<K> = K extends `${infer Name}_${"one" | "other"}` ? Name : K;

// Only the chosen one is fetched. No language falls back on another: every catalog is whole.
const CATALOGS: Record<Language, () => Promise<{ catalog: Catalog }>> = {
  en: () => import("./locales/en/index.ts"),
  de: () => import("./locales/de/index.ts"),
  ja: () => import("./locales/ja/index.ts"),
};

const LANGUAGE_KEY = "tokenhouse.language";

let spoken: Language = "en";
let texts: Catalog | undefined;
const listeners = new Set<() => void>();

/**
 * The text of a name in the language spoken now. To be called while drawing, never once for all. `{{name}}` is filled
 * in as it is, `{{count, number}}` as people write numbers; `count` chooses the plural form.
 *
 * @example
 * t("list.shownOf", { shown: 25, total: 1200 }); // "25 of 1,200 shown"
 */
export function t(key: TextKey, parts: Record<string, string | number | undefined> = {}): string {
  const { count } = parts;
  const form = count === undefined ? "" : `_${new Intl.PluralRules(spoken).select(Number(count))}`;
  const text = textAt(key + form) ?? textAt(key) ?? key;
  return text.replace(/\{\{(\w+)(, number)?\}\}/g, (_, name: string, number?: string) => {
    const part = parts[name] ?? "";
    return number === undefined ? String(part) : new Intl.NumberFormat(locale()).format(Number(part));
  });
}

/** Whether there is a text of this name. */
export function isText(key: string): key is TextKey {
  return textAt(key) !== undefined;
}

function textAt(key: string): string | undefined {
  let found: unknown = texts;
  for (const name of key.split(".")) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return typeof found === "string" ? found : undefined;
}

/** Fetches a language's catalog and speaks it from now on. */
export async function speak(wanted: Language): Promise<void> {
  ({ catalog: texts } = await CATALOGS[wanted]());
  spoken = wanted;
  document.documentElement.lang = wanted;
  // The one place that a language written from right to left would change.
  document.documentElement.dir = "ltr";
  for (const listener of listeners) listener();
}

/** Speaks a language, here and on the next visit. */
export function chooseLanguage(wanted: Language): Promise<void> {
  localStorage.setItem(LANGUAGE_KEY, wanted);
  return speak(wanted);
}

/** The language chosen here before, else the first of the browser's that there is, else English. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(LANGUAGE_KEY) ?? "", ...navigator.languages];
  return wanted.map((tag) => tag.split("-")[0] ?? "").find(isLanguage) ?? "en";
}

/** The language spoken now, as the browser's own regional variant where it names one: `en-GB` writes dates otherwise than `en-US`. */
export function locale(): string {
  return navigator.languages.find((tag) => tag.split("-")[0] === spoken) ?? spoken;
}

/** Calls back whenever another language is spoken. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function language(): Language {
  return spoken;
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}
