export { lazyVerifier } from "./lazy-verifier.ts";
export { requireTokenInProxy, verdictFromProxy } from "./next-proxy.ts";
export type { NextStep } from "./next-proxy.ts";
export { requireToken } from "./next-route.ts";
export type { RequireTokenOptions } from "./next-route.ts";
