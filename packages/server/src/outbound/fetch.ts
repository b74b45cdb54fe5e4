import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns";
import type { IncomingMessage } from "node:http";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { mayReach } from "../core/outbound-address.ts";

/** Bounds that a stranger's server cannot stretch. */
export const OUTBOUND = { timeoutMs: 5_000, mostBytes: 64 * 1024 };

/** Something that is not to be reached from here, or that did not answer as it should. `message` is for an operator. */
export class OutboundError extends Error {
  override name = "OutboundError";
  readonly reason: OutboundReason;

  constructor(reason: OutboundReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The same in a word, which tells nothing of the network that is asked from. */
export type OutboundReason = "address_refused" | "answer_too_long" | "no_answer_in_time" | "no_connection";

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
  if (!/^https?:$/.test(url.protocol))
    throw new OutboundError("address_refused", `${url.protocol} is neither http nor https`);
  refuseAddress(url.hostname.replace(/^\[|\]$/g, ""), options);
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
  try {
    const answer = await send(url, { ...request, signal }, options);
    return await readAnswer(answer, mostBytes);
  } catch (error) {
    if (error instanceof OutboundError) throw error;
    const [reason, told] = deadline.aborted
      ? (["no_answer_in_time", `no whole answer within ${timeoutMs} ms`] as const)
      : (["no_connection", String(error)] as const);
    throw new OutboundError(reason, `${url.origin}: ${told}`, { cause: error });
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
    if (bytes > mostBytes)
      throw new OutboundError("answer_too_long", `an answer of more than ${mostBytes} bytes`);
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
  if (!mayReach(host, privateToo)) {
    throw new OutboundError("address_refused", `${host} is not an address that may be reached from here`);
  }
}
