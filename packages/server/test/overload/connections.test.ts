import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { endUnread } from "../../src/http/connections.ts";
import { startInstallation } from "../fixture.ts";

const HERE = "127.0.0.1";
const THERE = "127.0.0.2";
const MOST = 10;

async function serve(trustProxy: readonly string[] = []): Promise<{ port: number; visit: Visit }> {
  const { url, stop } = await startInstallation({ trustProxy, bounds: { maxConnections: MOST } });
  const open: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await stop();
  });
  const port = Number(new URL(url).port);
  return {
    port,
    async visit(localAddress) {
      const socket = connect({ port, host: HERE, localAddress }).on("error", () => undefined);
      open.push(socket);
      let heard = "";
      socket.on("data", (chunk) => (heard += String(chunk)));
      socket.write("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
      await Promise.race([once(socket, "data"), once(socket, "close")]);
      return { isServed: heard.startsWith("HTTP/1.1 200"), socket };
    },
  };
}

/** Comes from an address, asks once and stays. */
type Visit = (localAddress: string) => Promise<{ isServed: boolean; socket: Socket }>;

async function crowd(visit: Visit, from: string, count: number): Promise<boolean[]> {
  const served: boolean[] = [];
  for (let n = 0; n < count; n++) served.push((await visit(from)).isServed);
  return served;
}

test("P16: one address has no more than half of the connections, and others get in", async () => {
  const { visit } = await serve();
  expect(await crowd(visit, HERE, 6)).toEqual([true, true, true, true, true, false]);
  expect(await crowd(visit, THERE, 6)).toEqual([true, true, true, true, true, false]);
});

test("P16: a connection that ends leaves its place to the next one of its address", async () => {
  const { visit } = await serve();
  const { socket } = await visit(HERE);
  expect(await crowd(visit, HERE, 5)).toEqual([true, true, true, true, false]);
  socket.destroy();
  await expect.poll(async () => (await visit(HERE)).isServed).toBe(true);
});

test("P16: a trusted proxy may have all of them, and nobody more than there are", async () => {
  const { visit } = await serve([HERE]);
  expect(await crowd(visit, HERE, MOST + 1)).toEqual([...Array.from({ length: MOST }, () => true), false]);
});

test("B-35: whoever never reads an answer is closed, whoever reads it is not", async () => {
  const server = createServer((_request, response) => response.end(Buffer.alloc(MORE_THAN_FITS)));
  endUnread(server, { unreadMs: 500, everyMs: 10 });
  await once(server.listen(0, HERE), "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const open = async () => {
    const client = connect(port, HERE).on("error", () => undefined);
    onTestFinished(() => void client.destroy());
    const [served] = (await once(server, "connection")) as [Socket];
    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    return { client: client.pause(), served };
  };
  const idler = await open();
  await once(idler.served, "close");
  const reader = await open();
  let read = 0;
  reader.client.on("data", (chunk: Buffer) => (read += chunk.length)).resume();
  await expect.poll(() => read).toBeGreaterThan(MORE_THAN_FITS);
  expect(reader.served.destroyed).toBe(false);
});

/** Into the buffers of both sockets, so that some of it is left. */
const MORE_THAN_FITS = 32 * 1024 * 1024;
