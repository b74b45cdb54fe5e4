import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** What stands between a program and its PostgreSQL server, and can fail. */
export interface Proxy {
  /** An address of the same database by way of this proxy. */
  through: (url: string) => string;
  /** Ends all connections, and lets none be made. */
  cut: () => void;
  mend: () => void;
  /** Lets the next commit be done, and ends its connection instead of passing the answer on. */
  loseNextCommit: () => void;
  close: () => Promise<void>;
}

const COMMIT = "commit\0";

export async function startProxy(server: string): Promise<Proxy> {
  const { hostname, port } = new URL(server);
  const open = new Set<Socket>();
  let isCut = false;
  let losesCommit = false;
  const proxy = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = connect(Number(port), hostname);
    let isLost = false;
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      // prettier-ignore
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (data) => {
      if (losesCommit && data.includes(COMMIT)) [losesCommit, isLost] = [false, true];
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (isLost) client.destroy();
      else client.write(data);
    });
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  return {
    through(url) {
      const by = new URL(url);
      by.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      return by.href;
    },
    cut() {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    loseNextCommit() {
      losesCommit = true;
    },
    async close() {
      for (const socket of open) socket.destroy();
      proxy.close();
      await once(proxy, "close");
    },
  };
}
