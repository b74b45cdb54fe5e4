export { digestToken } from "./digest.ts";
export { isTokenPrefix, mintToken, parseToken, tokenPattern } from "./token-format.ts";
export type { RandomBytes, TokenKind, TokenParts } from "./token-format.ts";
