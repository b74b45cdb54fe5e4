import type { IncomingHttpHeaders } from "node:http";
import { redactTokens } from "../../core/redact.ts";

/** The request that a proxy asks about, as far as the proxy tells of it. */
export interface OriginalRequest {
  method: string | undefined;
  host: string | undefined;
  /** Path and query, or a whole address. */
  uri: string | undefined;
}

export const UNTOLD: OriginalRequest = { method: undefined, host: undefined, uri: undefined };

/** What a trusted proxy says in the headers of either family. */
export function originalRequestIn(headers: IncomingHttpHeaders): OriginalRequest {
  return {
    method: firstOf(headers, "x-forwarded-method", "x-original-method"),
    host: firstOf(headers, "x-forwarded-host", "x-original-host"),
    uri: firstOf(headers, "x-forwarded-uri", "x-original-uri", "x-original-url"),
  };
}

/**
 * The original query by its names, decoded, each with all that stands there under it; as far as there can be a credential
 * in it: all have one of these.
 */
export function queryOf({ uri = "" }: OriginalRequest): Record<string, unknown> {
  const start = uri.indexOf("?");
  const query = start === -1 ? "" : uri.slice(start);
  if (!/[_%]/.test(query)) return NO_QUERY;
  return Object.fromEntries(Map.groupBy(new URLSearchParams(query), ([name]) => name));
}

const NO_QUERY = {};

/** What may stand in a log line: no query, no value, and not endless. */
export function loggable({ method, host, uri }: OriginalRequest): Record<string, string | undefined> {
  const path = uri?.split("?", 1)[0];
  return { method: shortened(method), host: shortened(host), path: shortened(path) };
}

function shortened(text: string | undefined): string | undefined {
  return text && redactTokens(text).slice(0, 300);
}

function firstOf(headers: IncomingHttpHeaders, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = headers[name];
    if (typeof value === "string") return value;
  }
  return undefined;
}
