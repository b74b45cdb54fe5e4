export { digestToken } from "./digest.ts";
export { TokenhouseError } from "./errors.ts";
export type { ExpiryWarning } from "./expiry-warning.ts";
export { isTokenPrefix, mintToken, parseToken, tokenPattern } from "./token-format.ts";
export type { RandomBytes, TokenKind, TokenParts } from "./token-format.ts";
export type { ValidVerdict, Verdict } from "./verifier/verdict.ts";
export { createVerifier } from "./verifier/verifier.ts";
export type { CheckOptions } from "./verifier/check-options.ts";
export type { Verifier, VerifierOptions } from "./verifier/verifier.ts";
