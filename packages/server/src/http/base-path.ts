import { routes } from "../contract/index.ts";

const WELL_KNOWN = routes.getAuthorizationServer.path;

/** Below a sub-path the proxy may strip it or leave it. A well-known address has it at its end (RFC 8414 §3). */
export function withoutBase(url: string, basePath: string): string {
  if (basePath === "/") return url;
  const wellKnown = `${WELL_KNOWN}${basePath.slice(0, -1)}`;
  if (url === wellKnown || url.startsWith(`${wellKnown}?`)) return WELL_KNOWN + url.slice(wellKnown.length);
  return url.startsWith(basePath) ? url.slice(basePath.length - 1) : url;
}
