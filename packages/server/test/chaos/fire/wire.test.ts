import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openWire } from "./wire.ts";

/** A server that says back what it hears, by way of a wire, and a client's notes. */
async function setUp() {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      heard.push(String(data));
      socket.write(data);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const wire = await openWire([(server.address() as AddressInfo).port]);
  const client = connect(wire.port, "127.0.0.1").on("error", () => undefined);
  const answers: string[] = [];
  client.on("data", (data) => answers.push(String(data)));
  onTestFinished(async () => {
    client.destroy();
    await wire.close();
    server.close();
  });
  return { wire, client, heard, answers };
}

test("what is sent the way that is silent arrives once the wire is mended, and the other way goes on", async () => {
  const { wire, client, heard, answers } = await setUp();
  wire.silence(["back"]);
  client.write("one");
  await expect.poll(() => heard).toEqual(["one"]);
  expect(answers).toEqual([]);
  wire.mend();
  await expect.poll(() => answers).toEqual(["one"]);
});

test("what is sent before a client ends arrives before its end, however slow the wire is", async () => {
  const { wire, client, heard } = await setUp();
  wire.slow(50);
  client.end("last");
  await expect.poll(() => heard).toEqual(["last"]);
});

test("a wire that is shut lets nobody connect, and one that is reset ends what is open", async () => {
  const { wire, client } = await setUp();
  wire.shut();
  wire.reset();
  await once(client, "close");
  const next = connect(wire.port, "127.0.0.1").on("error", () => undefined);
  await once(next, "close");
});
