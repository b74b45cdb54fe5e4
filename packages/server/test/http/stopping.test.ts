import { once } from "node:events";
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
