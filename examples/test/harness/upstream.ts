import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What arrived at the API behind a proxy. */
export interface Arrived {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  /** Names as they were sent, each as often as it was sent. */
  names: string[];
  bytes: number;
  sha256: string;
}

export interface Upstream {
  port: number;
  /** Every request that came through, in order. */
  arrived: Arrived[];
  stop: () => Promise<void>;
}

/** An API that checks nothing: whatever reaches it was let through. It answers 201 with what it got. */
export async function startUpstream(): Promise<Upstream> {
  const arrived: Arrived[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const { method = "", url = "", headers, rawHeaders } = request;
    const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    arrived.push({ method, url, headers, names, bytes: body.length, sha256: sha256(body) });
    response.writeHead(201, { "content-type": "application/json", "x-api": "reached" });
    response.end(JSON.stringify({ bytes: body.length }));
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    arrived,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
