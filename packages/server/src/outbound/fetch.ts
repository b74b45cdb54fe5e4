import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns";
import type { IncomingMessage } from "node:http";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { compileIpRules } from "@tokenhouse/sdk/memory";

/** Bounds that a stranger's server cannot stretch. */
export const OUTBOUND = { timeoutMs: 5_000, mostBytes: 64 * 1024 };

/** Something that is not to be reached from here, or that did not answer as it should. `message` is for an operator. */
export class OutboundError extends Error {
  override name = "OutboundError";
}

export interface OutboundOptions {
  /** Also what only this machine and its neighbours reach: loopback and private addresses. */
  privateToo?: boolean | undefined;
  timeoutMs?: number | undefined;
  mostBytes?: number | undefined;
}

interface OutboundRequest {
  method?: string | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  body?: string | undefined;
  signal?: AbortSignal | undefined;
}

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

/**
 * Fetches from a server that is not ours. It is judged by the address that its name resolves to at the moment of
 * connecting, so that no name can be rebound in between; no redirect is followed; time and size are bounded. Throws
 * {@link OutboundError}.
 */
export async function fetchOutbound(
  target: string | URL,
  request: OutboundRequest = {},
  options: OutboundOptions = {},
): Promise<Response> {
  const { timeoutMs = OUTBOUND.timeoutMs, mostBytes = OUTBOUND.mostBytes } = options;
  const url = new URL(target);
  if (!/^https?:$/.test(url.protocol)) throw new OutboundError(`${url.protocol} is neither http nor https`);
  refuseAddress(url.hostname.replace(/^\[|\]$/g, ""), options);
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
  try {
    const answer = await send(url, { ...request, signal }, options);
    return await readAnswer(answer, mostBytes);
  } catch (error) {
    if (error instanceof OutboundError) throw error;
    const reason = deadline.aborted ? `no whole answer within ${timeoutMs} ms` : String(error);
    throw new OutboundError(`${url.origin}: ${reason}`, { cause: error });
  }
}

function send(
  url: URL,
  { method = "GET", headers, body, signal }: OutboundRequest,
  options: OutboundOptions,
): Promise<IncomingMessage> {
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method, headers, signal, agent: false, lookup: lookupAllowed(options) },
      resolve,
    );
    asked.once("error", reject);
    asked.end(body);
  });
}

async function readAnswer(answer: IncomingMessage, mostBytes: number): Promise<Response> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new OutboundError(`an answer of more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  const { statusCode: status = 500, rawHeaders } = answer;
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    headers.append(rawHeaders[i] ?? "", rawHeaders[i + 1] ?? "");
  return new Response(bytes === 0 ? null : Buffer.concat(chunks), { status, headers });
}

/** Of all addresses that a name has, none may be a forbidden one. */
function lookupAllowed(options: OutboundOptions): LookupFunction {
  return (hostname, lookupOptions, done) => {
    lookup(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      const fault = error ?? faultOf(addresses, options);
      const [first] = addresses ?? [];
      if (fault || !first) return done(fault ?? new Error(`${hostname} has no address`), "", 4);
      if (lookupOptions.all) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}

function faultOf(addresses: LookupAddress[], options: OutboundOptions): Error | null {
  try {
    for (const { address } of addresses) refuseAddress(address, options);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A name passes here, and is judged by what it resolves to. */
function refuseAddress(host: string, { privateToo = false }: OutboundOptions): void {
  if (isIP(host) === 0) return;
  if (isForbidden(host) || (!privateToo && isPrivate(host))) {
    throw new OutboundError(`${host} is not an address that may be reached from here`);
  }
}
