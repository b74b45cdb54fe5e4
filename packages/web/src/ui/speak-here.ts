import { chooseLanguage, type Language } from "../i18n.ts";

/** Speaks another language. All is drawn anew then, and the focus comes back to where languages are chosen. */
export async function speakHere(language: Language): Promise<void> {
  await chooseLanguage(language);
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-languages]")?.focus());
}
