import { hash } from "node:crypto";

/**
 * The digest of a value: SHA-256 over the whole text, as 64 lower-case hexadecimal digits.
 * It is what Tokenhouse stores; a fast hash is right because the text holds 190 random bits.
 */
export function digestToken(value: string): string {
  return hash("sha256", value, "hex");
}

/** The same digest as a text of 32 characters, a byte each: made and read faster than any other form. */
export function rawDigest(value: string): string {
  return hash("sha256", value, "binary");
}

/** A digest written in hexadecimal as a text of 32 characters. */
export function rawDigestOfHex(hex: string): string {
  let text = "";
  for (let at = 0; at < 64; at += 2) text += String.fromCharCode(Number.parseInt(hex.slice(at, at + 2), 16));
  return text;
}
