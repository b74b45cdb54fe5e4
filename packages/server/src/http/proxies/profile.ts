/** How a kind of proxy asks and understands answers. */
export type Profile = "nginx" | "forward" | "envoy";

/** Whose question an address is: a path below the base without its query. Undefined = nobody's. */
export function findProfile(path: string): Profile | undefined {
  if (path === "/auth/nginx") return "nginx";
  if (path === "/auth/forward") return "forward";
  return path === ENVOY || path.startsWith(`${ENVOY}/`) ? "envoy" : undefined;
}

const ENVOY = "/auth/envoy";

/** The caller's own path, which Envoy appends; undefined where the proxy was told to ask at one address. */
export function appendedPath(profile: Profile, path: string): string | undefined {
  return profile === "envoy" && path.length > ENVOY.length ? path.slice(ENVOY.length) : undefined;
}
