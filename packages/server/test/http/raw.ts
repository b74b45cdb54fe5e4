import { once } from "node:events";
import type { Socket } from "node:net";
import { connect } from "node:net";

export function dial(url: string): Socket {
  return connect(Number(new URL(url).port), "127.0.0.1").on("error", () => undefined);
}

/** What a server answers to bytes, for what no HTTP client would send: all of it, once it has closed the connection. */
export async function sendRaw(url: string, bytes: string): Promise<string> {
  const socket = dial(url);
  socket.write(Buffer.from(bytes, "latin1"));
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(socket, "close");
  return Buffer.concat(chunks).toString();
}

/** The statuses of the answers in what was heard. */
export function statusesIn(heard: string): number[] {
  return Array.from(heard.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status]) => Number(status));
}
