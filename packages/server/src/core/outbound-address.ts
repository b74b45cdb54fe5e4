import { compileIpRules } from "@tokenhouse/sdk/memory";

/** Where a machine's own services and its cloud's secrets answer, or nobody does: never anybody's web server. */
const isForbidden = compileIpRules([
  "0.0.0.0/8",
  "169.254.0.0/16",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "64:ff9b::/96",
  "2002::/16",
  "fe80::/10",
  "ff00::/8",
]);

/** Whether an address is one of this machine or its neighbours. */
export const isPrivate = compileIpRules([
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "::1/128",
  "fc00::/7",
]);

/** Whether a server of somebody else may be looked for at an IP address; `privateToo` = also among our neighbours. */
export function mayReach(ip: string, privateToo: boolean): boolean {
  return !isForbidden(ip) && (privateToo || !isPrivate(ip));
}

/** Whether the host of an address, as URLs spell it, is this machine by its very name. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
