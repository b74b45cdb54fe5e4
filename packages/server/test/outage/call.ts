import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

export interface Call {
  authorization: string;
  path: string;
  /** Sent by POST; without one it is a GET. */
  body?: object;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface Caller {
  /** Rejects where no answer arrives. */
  call: (call: Call, signal?: AbortSignal) => Promise<Answer>;
  close: () => void;
}

/** Calls a server over connections that are kept. */
export function createCaller(url: string): Caller {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  return {
    async call({ authorization, path, body }, signal) {
      const method = body ? "POST" : "GET";
      const sent = body && JSON.stringify(body);
      const headers = {
        authorization,
        ...(sent !== undefined && { "content-type": "application/json", "content-length": sent.length }),
      };
      const asking = request({ agent, hostname, port, path, method, headers, ...(signal && { signal }) });
      asking.end(sent);
      const [answer] = (await once(asking, "response")) as [IncomingMessage];
      const told = await text(answer);
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: jsonOf(told) };
    },
    close: () => agent.destroy(),
  };
}

function jsonOf(told: string): unknown {
  try {
    return JSON.parse(told);
  } catch {
    return told;
  }
}
