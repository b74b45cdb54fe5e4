import type { Settings } from "@tokenhouse/sdk/client";
import { t } from "../i18n.ts";

const SCOPE = /^(\*|[a-z][\w.-]*:(\*|[a-z][\w-]*)(:[\w.@-]+(\/[\w.@-]+)*(\/\*)?)?)$/;

/** Whoever holds one of these can change what others may do, or make more tokens. */
const FAR_REACHING = /^(\*$|(tokens|members|settings):(\*|write))/;

/** All that the holder may do, whatever that comes to be. */
export const EVERYTHING = "*";

/** The scopes in what was typed or pasted, however they were separated. */
export function splitScopes(typed: readonly string[]): string[] {
  return [...new Set(typed.flatMap((text) => text.split(/[\s,]+/)).filter((scope) => scope !== ""))];
}

export function isScope(text: string): boolean {
  return SCOPE.test(text);
}

export function isFarReaching(scope: string): boolean {
  return FAR_REACHING.test(scope);
}

/** Names the first text that is no scope, or that there is none, before the server has to. */
export function scopeFault(scopes: readonly string[]): string | undefined {
  if (scopes.length === 0) return t("generate.scopes.missing");
  const wrong = scopes.find((scope) => !isScope(scope));
  return wrong === undefined ? undefined : t("generate.scopes.wrong", { scope: wrong });
}

/** What of a catalogue only reads. */
export function readingScopes(catalogue: Settings["scopeCatalogue"]): string[] {
  return catalogue.map(({ scope }) => scope).filter((scope) => scope.split(":")[1] === "read");
}

export function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((scope) => others.includes(scope));
}
