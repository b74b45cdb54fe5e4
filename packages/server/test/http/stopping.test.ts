import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { Server } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { startInstallation } from "../fixture.ts";

test("a server that stops waits for nobody who connected and never said anything", async () => {
  const installation = await startInstallation();
  const { hostname, port } = new URL(installation.url);
  const silent = connect(Number(port), hostname);
  await once(silent, "connect");
  // Whoever connects later is served later: so the silent one is known by now.
  expect((await installation.call("getLive")).status).toBe(200);
  const ended = once(silent, "close");
  await installation.stop();
  await ended;
}, 5_000);

test("a request has ten seconds for its headers and thirty to arrive whole (B-35)", async () => {
  const installation = await startInstallation();
  const servers: Server[] = [];
  const note = (message: unknown) => void servers.push((message as { server: Server }).server);
  subscribe("http.server.request.start", note);
  await installation.call("getLive");
  unsubscribe("http.server.request.start", note);
  await installation.stop();
  const limits = servers.map(({ headersTimeout, requestTimeout }) => ({ headersTimeout, requestTimeout }));
  expect(limits).toEqual([{ headersTimeout: 10_000, requestTimeout: 30_000 }]);
});
