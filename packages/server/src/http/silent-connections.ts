import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Follows the connections of a server, and answers how to end those on which nothing was ever said: clients keep such
 * ones in store, and a server that closes would wait for them.
 */
export function followSilentConnections(server: Server): () => void {
  const connections = new Set<Socket>();
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  return () => {
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
  };
}
