import { address, sessionHeaders } from "../../api.ts";
import { type Attempt, callOf } from "./call.ts";

export interface Answer {
  status: number;
  statusText: string;
  headers: [name: string, value: string][];
  body: string;
  ms: number;
}

/**
 * Sends it, and answers whatever came back. A token goes alone: with the session's cookie beside it the server would
 * refuse both.
 */
export async function send(
  attempt: Attempt,
  /** The value of a token; undefined = the session of this browser. */
  token: string | undefined,
): Promise<Answer> {
  const { url, headers, ...call } = callOf(attempt, address);
  const credential = token === undefined ? sessionHeaders(call.method === "GET") : bearer(token.trim());
  const started = performance.now();
  // oxlint-disable-next-line no-restricted-globals -- the SDK's client hides what is to be seen here: status and headers
  const answer = await fetch(url, {
    ...call,
    headers: { ...headers, ...credential },
    credentials: token === undefined ? "same-origin" : "omit",
    redirect: "error",
    cache: "no-store",
  });
  const body = await answer.text();
  return {
    status: answer.status,
    statusText: answer.statusText,
    headers: [...answer.headers],
    body: asRead(body, answer.headers.get("content-type") ?? ""),
    ms: Math.round(performance.now() - started),
  };
}

/** Nobody is a caller, too. */
function bearer(value: string): Record<string, string> {
  return value === "" ? {} : { Authorization: `Bearer ${value}` };
}

function asRead(text: string, type: string): string {
  if (!type.includes("json")) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
