import { parseToken } from "@tokenhouse/sdk/token-format";
import { sha256 } from "./sha256.ts";

/** A token's value, or the beginning of one that reaches into its secret. */
const PIECE = /([a-z][a-z0-9]{1,9}[ps]_[0-9A-Za-z]{12}_)[0-9A-Za-z]+/;

/** As long and as mixed as a secret that stands without the rest of its value. */
const BARE = /(?=[0-9a-z]*[A-Z])(?=[0-9A-Z]*[a-z])[0-9A-Za-z]{32,}/;

/** What to search for when somebody has typed or pasted something that may be secret. */
export interface Sought {
  /** What may be shown, sent and kept: the public part instead of a value. */
  text: string;
  /** By which the server knows the value; only a whole one has it. */
  digest?: string;
  /** It holds a part of a value, but no whole one. */
  broken?: boolean;
}

/** Takes the secret out of what was typed or pasted: nothing of it may leave the browser. */
export function seek(typed: string): Sought {
  const [value = "", publicPart] = PIECE.exec(typed) ?? [];
  if (publicPart === undefined) return BARE.test(typed) ? { text: "", broken: true } : { text: typed };
  const token = parseToken(value);
  return token ? { text: token.hint, digest: sha256(value) } : { text: publicPart, broken: true };
}
