import type { Server } from "node:http";
import type { Socket } from "node:net";
import { compileIpRules, plainIp } from "../core/ip.ts";

/**
 * Closes connections beyond what a server can serve in time before anything of them is read. One address has no more
 * than half of them, so that others get in; a trusted proxy stands for many, and bounds its own.
 */
export function boundConnections(
  server: Server,
  { most, trustProxy }: { most: number; trustProxy: readonly string[] },
): void {
  server.maxConnections = most;
  const isTrusted = compileIpRules(trustProxy);
  const open = new Map<string, number>();
  server.on("connection", (socket) => {
    const address = plainIp(socket.remoteAddress ?? "");
    const count = (open.get(address) ?? 0) + 1;
    if (count > most / 2 && !isTrusted(address)) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}

/**
 * Ends connections whose clients do not read what they are answered. Only where something is left to be read is a time
 * set, which begins anew with all that is read: the others cost nothing.
 */
export function endUnread(
  server: Server,
  { unreadMs, everyMs }: { unreadMs: number; everyMs: number },
): void {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  const looking = setInterval(() => {
    for (const socket of open) if (socket.writableLength > 0 && !socket.timeout) socket.setTimeout(unreadMs);
  }, everyMs);
  looking.unref();
  server.once("close", () => clearInterval(looking));
}
