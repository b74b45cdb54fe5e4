import type { Answer } from "./handlers/checks.ts";
import { oncePerToken } from "./once-per-token.ts";

/** A verdict as JSON. Of a good token all but the end is the same at every check. */
export function verdictText(verdict: Answer): string {
  if (!verdict.valid) return JSON.stringify(verdict);
  const { revision, rateLimit } = verdict;
  const limited = rateLimit ? `,"rateLimit":${JSON.stringify(rateLimit)}` : "";
  return `${lastingText(verdict)},"revision":${revision}${limited}}`;
}

const lastingText = oncePerToken(({ token, holder, project }) =>
  JSON.stringify({ valid: true, code: "valid", token, holder, project }).slice(0, -1),
);
