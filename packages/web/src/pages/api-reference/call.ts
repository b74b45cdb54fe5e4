import type { Operation } from "./document.ts";

/** What somebody has filled in to try an operation. */
export interface Attempt {
  operation: Operation;
  /** Of path and query, by name; what is empty is left out of the query. */
  values: Readonly<Record<string, string>>;
  body: string;
}

interface Call {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

/** The request, but for the credential. */
export function callOf({ operation, values, body }: Attempt, base: string): Call {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? ""),
  );
  const asked = operation.parameters.filter(({ in: place, name }) => place === "query" && values[name]);
  const query = new URLSearchParams(asked.map(({ name }) => [name, values[name] ?? ""])).toString();
  const sent = operation.body && body.trim() !== "" ? body : null;
  return {
    method: operation.method,
    url: base + path + (query && `?${query}`),
    headers: sent !== null && operation.body ? { "Content-Type": operation.body.media } : {},
    body: sent,
  };
}

/** The same for a terminal, with the token in `$TOKEN`: a value belongs into no line of a shell. */
export function curlOf(attempt: Attempt, base: string): string {
  const { method, url, headers, body } = callOf(attempt, base);
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quoted(url)}`,
    '-H "Authorization: Bearer $TOKEN"',
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`-d ${quoted(body)}`]),
  ];
  return lines.join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
