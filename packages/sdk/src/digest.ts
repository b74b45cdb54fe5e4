import { hash } from "node:crypto";

/**
 * The digest of a value: SHA-256 over the whole text, as 64 lower-case hexadecimal digits.
 * It is what Tokenhouse stores; a fast hash is right because the text holds 190 random bits.
 */
export function digestToken(value: string): string {
  return hash("sha256", value, "hex");
}
