import { generateWords } from "./wording.ts";

const SCOPE = /^(\*|[a-z][\w.-]*:(\*|[a-z][\w-]*)(:[\w.@-]+(\/[\w.@-]+)*(\/\*)?)?)$/;

/** Names the first text that is no scope, before the server has to. */
export function scopeFault(scopes: readonly string[]): string | undefined {
  const wrong = scopes.find((scope) => !SCOPE.test(scope));
  return wrong === undefined ? undefined : generateWords.scopeWrong(wrong);
}
