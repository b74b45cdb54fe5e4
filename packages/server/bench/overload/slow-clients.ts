import type { Socket } from "node:net";
import { connect } from "node:net";
import type { Served } from "./served.ts";

/** In which way a client is slow: it never ends its header fields, never ends its body, or never reads an answer. */
export type Slowness = "headers" | "body" | "read";

export interface SlowClients {
  /** For how long, in ms, the server has borne the one that it bore longest; of those that it has closed. */
  longestMs: (slowness: Slowness) => number;
  /** Resolves when the server has closed all but those that never read, or after so long; answers how many are left. */
  outlast: (patienceMs: number) => Promise<number>;
  close: () => void;
}

/** What each sends at first, and then again and again, byte by byte. */
const SAY: Record<Slowness, { first: string; more: string }> = {
  headers: { first: "GET /auth/forward HTTP/1.1\r\nHost: a\r\nX-Slow: ", more: "a" },
  body: {
    first:
      "POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n",
    more: " ",
  },
  read: { first: "GET /auth/forward HTTP/1.1\r\nHost: a\r\n", more: "" },
};
const SLOWNESSES = Object.keys(SAY) as Slowness[];
const EVERY_MS = 1_000;

/** So many sockets, a third of each kind. */
export function openSlowClients({ url, ownerToken }: Served, count: number): SlowClients {
  const { hostname, port } = new URL(url);
  const open = new Map<Socket, Slowness>();
  const longest: Record<Slowness, number> = { headers: 0, body: 0, read: 0 };
  for (let n = 0; n < count; n++) {
    const slowness = SLOWNESSES[n % SLOWNESSES.length] ?? "headers";
    const socket = connect(Number(port), hostname).on("error", () => undefined);
    if (slowness === "read") socket.pause();
    // What it says to whom it closes is read, or its end would not be.
    else socket.resume();
    let openedAt = performance.now();
    socket.once("connect", () => {
      openedAt = performance.now();
      socket.write(SAY[slowness].first);
      if (slowness === "read") socket.write(`Authorization: Bearer ${ownerToken}\r\n\r\n`);
    });
    socket.once("close", () => {
      open.delete(socket);
      longest[slowness] = Math.max(longest[slowness], performance.now() - openedAt);
    });
    open.set(socket, slowness);
  }
  const trickle = setInterval(() => {
    for (const [socket, slowness] of open) if (socket.writable) socket.write(SAY[slowness].more);
  }, EVERY_MS);
  const left = () => [...open.values()].filter((slowness) => slowness !== "read").length;
  return {
    longestMs: (slowness) => longest[slowness],
    async outlast(patienceMs) {
      const endsAt = performance.now() + patienceMs;
      while (left() > 0 && performance.now() < endsAt) await new Promise((look) => setTimeout(look, 50));
      return left();
    },
    close() {
      clearInterval(trickle);
      for (const socket of open.keys()) socket.destroy();
    },
  };
}
