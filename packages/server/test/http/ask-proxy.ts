import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { expect } from "vitest";
import { proxyRoutes } from "../../src/contract/proxies.ts";
import { refusalsOf, statusesOf } from "../../src/contract/route.ts";

/** Every address at which proxies ask, and its declaration. */
const ADDRESSES = {
  "/auth/nginx": proxyRoutes.checkForNginx,
  "/auth/forward": proxyRoutes.checkForForward,
  "/auth/envoy": proxyRoutes.checkForEnvoy,
  "/auth/envoy/v1/orders": proxyRoutes.checkForEnvoy,
};
export const ALL = Object.keys(ADDRESSES) as (keyof typeof ADDRESSES)[];

export interface Asking {
  value?: string | undefined;
  headers?: Record<string, string | string[]>;
  method?: string;
  body?: string;
}

export interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  text: string;
}

/** Asks as a proxy does, with any method; the refusal, if it is one, must be declared. */
export async function askProxy(
  url: string,
  { value, headers, method = "GET", body }: Asking = {},
): Promise<Answered> {
  const authorization = value === undefined ? {} : { authorization: `Bearer ${value}` };
  const asking = request(url, {
    method,
    headers: { ...authorization, ...headers },
  });
  asking.end(body);
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  const text = await textOf(response);
  const { statusCode: status = 0, rawHeaders } = response;
  const answered = { status, headers: response.headers, rawHeaders, text };
  const route = Object.entries(ADDRESSES).find(([address]) => new URL(url).pathname === address)?.[1];
  if (route && text !== "") {
    const { code } = JSON.parse(text);
    expect(refusalsOf(route)).toContain(code);
    expect(statusesOf(route, code)).toContain(status);
  }
  return answered;
}

/** The code of a refusal; of an answer that lets through, none. */
export function codeOf({ text }: Answered): string {
  return text === "" ? "" : JSON.parse(text).code;
}
