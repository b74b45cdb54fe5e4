import { generateWords } from "./wording.ts";

const SCOPE = /^(\*|[a-z][\w.-]*:(\*|[a-z][\w-]*)(:[\w.@-]+(\/[\w.@-]+)*(\/\*)?)?)$/;

/** The scopes in what was typed or pasted, however they were separated. */
export function splitScopes(typed: readonly string[]): string[] {
  return [...new Set(typed.flatMap((text) => text.split(/[\s,]+/)).filter((scope) => scope !== ""))];
}

/** Names the first text that is no scope, before the server has to. */
export function scopeFault(scopes: readonly string[]): string | undefined {
  const wrong = scopes.find((scope) => !SCOPE.test(scope));
  return wrong === undefined ? undefined : generateWords.scopeWrong(wrong);
}
