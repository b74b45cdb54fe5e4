import { createInstance, type ParseKeys } from "i18next";
import type { catalog } from "./locales/en/index.ts";

/** What each language is called by those who speak it. */
export const LANGUAGES = { en: "English", de: "Deutsch", ja: "日本語" } as const;

export type Language = keyof typeof LANGUAGES;

/** The shape of every catalog; English sets it. */
export type Catalog = Shape<typeof catalog>;

/** The name of a text, for constants: they may not hold the text itself. */
export type TextKey = ParseKeys;

// Not every language has a form of its own for one of a thing; the catalogs' test knows which do.
type Shape<T> = {
  [K in keyof T as K extends Singular ? never : K]: T[K] extends string ? string : Shape<T[K]>;
} & {
  [K in keyof T as K extends Singular ? K : never]?: string;
};

type Singular = `${string}_one`;

// Only the chosen one is fetched. No language falls back on another: every catalog is whole.
const CATALOGS = {
  en: () => import("./locales/en/index.ts"),
  de: () => import("./locales/de/index.ts"),
  ja: () => import("./locales/ja/index.ts"),
};

const LANGUAGE_KEY = "tokenhouse.language";

const i18n = createInstance({
  fallbackLng: false,
  initAsync: false,
  resources: {},
  // React escapes what it draws.
  interpolation: { escapeValue: false },
});
void i18n.init();

/** The text of a key in the language spoken now. To be called while drawing, never once for all. */
export const t = i18n.t;

/** Whether there is a text of this name. */
export function isText(key: string): key is TextKey {
  return i18n.exists(key);
}

/** Fetches a language's catalog and speaks it from now on. */
export async function speak(language: Language): Promise<void> {
  const { catalog } = await CATALOGS[language]();
  i18n.addResourceBundle(language, "translation", catalog);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  document.documentElement.dir = i18n.dir(language);
}

/** Speaks a language, here and on the next visit. */
export function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(LANGUAGE_KEY, language);
  return speak(language);
}

/** The language chosen here before, else the first of the browser's that there is, else English. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(LANGUAGE_KEY) ?? "", ...navigator.languages];
  return wanted.map((tag) => tag.split("-")[0] ?? "").find(isLanguage) ?? "en";
}

/** The language spoken now, as the browser's own regional variant where it names one: `en-GB` writes dates otherwise than `en-US`. */
export function locale(): string {
  const { language } = i18n;
  return navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;
}

/** Calls back whenever another language is spoken. */
export function onLanguage(listener: () => void): () => void {
  i18n.on("languageChanged", listener);
  return () => i18n.off("languageChanged", listener);
}

export function language(): Language {
  return isLanguage(i18n.language) ? i18n.language : "en";
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}
