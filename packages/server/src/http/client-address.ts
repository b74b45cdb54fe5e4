import type { IncomingMessage } from "node:http";
import { compileIpRules, isAddress, plainIp } from "../core/ip.ts";

/** Where a request came from, and whether what its sender says of another request is believed. */
export interface Client {
  address: string;
  viaTrustedProxy: boolean;
}

/**
 * Reads the caller's address. Anybody can write X-Forwarded-For, so it is read from the right, hop by hop, as long as
 * whoever wrote the hop is a trusted proxy; what is no address ends the walk at the last one that is.
 */
export function createClientReader(trustedProxies: readonly string[]): (request: IncomingMessage) => Client {
  const isTrusted = remembering(compileIpRules(trustedProxies));
  return ({ socket, headers }) => {
    const peer = plainIp(socket.remoteAddress ?? "");
    if (!isTrusted(peer)) return { address: peer, viaTrustedProxy: false };
    const chain = headers["x-forwarded-for"];
    return { address: walk(peer, String(chain ?? ""), isTrusted), viaTrustedProxy: true };
  };
}

function walk(peer: string, chain: string, isTrusted: (address: string) => boolean): string {
  let address = peer;
  for (const hop of chain.split(",").toReversed()) {
    const next = plainIp(hop.trim());
    if (!isAddress(next)) return address;
    address = next;
    if (!isTrusted(next)) return address;
  }
  return address;
}

/** How many addresses are known to be trusted, or not, without looking again. */
const REMEMBERED = 1_000;

/** The same few proxies ask all the time. */
function remembering(isTrusted: (address: string) => boolean): (address: string) => boolean {
  const known = new Map<string, boolean>();
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    if (known.size >= REMEMBERED) known.clear();
    const now = isTrusted(address);
    known.set(address, now);
    return now;
  };
}
