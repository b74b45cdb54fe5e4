import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { LEASE_MS } from "../fixture.ts";
import type { VerifierProcess } from "./verifier-processes.ts";
import { startVerifier } from "./verifier-processes.ts";
import type { RevocationWorld } from "./world.ts";
import { buildRevocationWorld } from "./world.ts";

let world: RevocationWorld;
/** Every test revokes the next. */
let at = 0;

beforeAll(async () => {
  world = await buildRevocationWorld(20);
});
afterAll(() => world.team.stop());

/** A verifier that holds all tokens and goes on checking those around the first. */
async function startChecking(name: string, url = world.team.url): Promise<VerifierProcess> {
  const values = world.tokens.map(({ value }) => value);
  const order = { url, token: world.bearer, name, values, maxTokens: 1000, checksATurn: 100 };
  const verifier = await startVerifier(order);
  verifier.point({ at: 0 });
  await expect.poll(() => revisionOf(name)).toBeGreaterThan(0);
  return verifier;
}

async function liveVerifiers(): Promise<{ name: string; revision: number; leaseEndsInMs: number }[]> {
  return (await world.team.call("listVerifiers", world.team.owner.session)).body.items;
}

/** Nothing that it sent before is on its way any more: it has not renewed in its time. */
async function expectSilence(name: string): Promise<void> {
  const leftMs = async () =>
    (await liveVerifiers()).find((verifier) => verifier.name === name)?.leaseEndsInMs;
  await expect.poll(leftMs, { interval: 10 }).toBeLessThan(LEASE_MS * 0.6);
}

async function revisionOf(name: string): Promise<number> {
  return (await liveVerifiers()).find((verifier) => verifier.name === name)?.revision ?? 0;
}

async function revokeNext() {
  const token = world.tokens[at];
  const { body } = await world.team.call("revokeToken", world.team.owner.session, { id: token?.id ?? "" });
  return { which: at++, receipt: body.receipt, receivedAt: Number(process.hrtime.bigint()) };
}

test("a verifier that is killed holds a receipt up until its lease is over, and no other", async () => {
  const verifier = await startChecking("killed api");
  verifier.signal("SIGKILL");
  await expectSilence("killed api");
  const { receipt } = await revokeNext();
  expect(receipt).toMatchObject({ confirmed: true, fenced: ["killed api"] });
  expect((await revokeNext()).receipt.fenced).toEqual([]);
  expect(await verifier.finish()).toBeUndefined();
});

test("a verifier that is stopped for two leases is named as fenced, and accepts nothing stale when it goes on", async () => {
  const verifier = await startChecking("stopped api");
  verifier.signal("SIGSTOP");
  await expectSilence("stopped api");
  const first = await revokeNext();
  expect(first.receipt).toMatchObject({ confirmed: true, fenced: ["stopped api"] });
  const second = await revokeNext();
  verifier.signal("SIGCONT");
  await expect.poll(() => revisionOf("stopped api")).toBeGreaterThan(second.receipt.revision - 1);
  const sight = await verifier.finish();
  for (const { which, receivedAt } of [first, second]) {
    expect(sight?.accepted[which]).toBeLessThan(receivedAt);
  }
});

test("a verifier whose connection is cut is fenced, gives no verdict while it is cut off, and is back when it is mended", async () => {
  const way = await openWay(world.team.url);
  onTestFinished(() => way.cut());
  const verifier = await startChecking("cut-off api", way.url);
  way.cut();
  await expectSilence("cut-off api");
  const { which, receipt, receivedAt } = await revokeNext();
  expect(receipt).toMatchObject({ confirmed: true, fenced: ["cut-off api"] });
  await way.mend();
  await expect.poll(() => revisionOf("cut-off api")).toBeGreaterThan(receipt.revision - 1);
  const sight = await verifier.finish();
  expect(sight?.accepted[which]).toBeLessThan(receivedAt);
  expect(sight?.failed).toBeGreaterThan(0);
});

/** A way to a server that can be cut and mended, on one port. */
async function openWay(to: string) {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket.on("error", () => undefined).on("close", () => sockets.delete(socket)));
    }
    near.pipe(far).pipe(near);
  });
  const listen = async (on: number) => {
    server.listen(on, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
  const own = await listen(0);
  return {
    url: `http://127.0.0.1:${own}`,
    cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    mend: () => listen(own),
  };
}
