import { createVerifier } from "@tokenhouse/sdk";
import { createServer, request as forward } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createDatabase } from "../storage/databases.ts";
import type { Minted, Replica } from "./replicas.ts";
import { bearer, LEASE_MS, mint, startReplica, startReplicas, statusOf, urlOf } from "./replicas.ts";

interface Receipt {
  revision: number;
  confirmed: boolean;
  verifiers: { id: string; name: string; confirmedInMs: number | null }[];
  fenced: string[];
}

async function revoke(url: string, owner: Minted, { id }: Minted): Promise<Receipt> {
  const answer = await fetch(`${url}/v1/tokens/${id}/revoke`, {
    method: "POST",
    headers: { authorization: `Bearer ${owner.value}` },
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { receipt: Receipt }).receipt;
}

test("what one server has revoked every other refuses as soon as the receipt is there, and the receipt names them all (C-21)", async () => {
  const { replicas, owner } = await startReplicas(3);
  for (let round = 0; round < 20; round++) {
    const token = await mint(urlOf(replicas, round % 3), bearer(owner));
    for (const { url } of replicas) expect(await statusOf(url, token.value)).toBe(200);
    const receipt = await revoke(urlOf(replicas, (round + 1) % 3), owner, token);
    expect(receipt).toMatchObject({ confirmed: true, fenced: [] });
    expect(receipt.verifiers.map(({ confirmedInMs }) => typeof confirmedInMs)).toEqual(
      Array(3).fill("number"),
    );
    for (const { url } of replicas) expect(await statusOf(url, token.value)).toBe(401);
  }
}, 60_000);

test("a server that cannot reach its database answers from memory for its lease, then 503 and never 401, and goes on by itself", async () => {
  const { replicas, owner } = await startReplicas(2);
  const [cut, other] = [replicas[0], replicas[1]];
  if (!cut || !other) throw new Error("There are two");
  const token = await mint(other.url, bearer(owner));
  expect(await statusOf(cut.url, token.value)).toBe(200);
  cut.proxy.cut();
  const cutAt = performance.now();
  expect(await statusOf(cut.url, token.value)).toBe(200);
  const receipt = await revoke(other.url, owner, token);
  expect(performance.now() - cutAt).toBeGreaterThan((LEASE_MS * 2) / 3 - 500);
  expect(receipt.fenced.length).toBe(1);
  expect(receipt.verifiers.length).toBe(1);
  expect(await statusOf(cut.url, token.value)).toBe(503);
  expect(await statusOf(cut.url, owner.value)).toBe(503);
  expect(await statusOf(cut.url, "", "/readyz")).toBe(503);
  expect(await statusOf(cut.url, "", "/livez")).toBe(200);
  cut.proxy.mend();
  await expect.poll(() => statusOf(cut.url, owner.value)).toBe(200);
  expect(await statusOf(cut.url, token.value)).toBe(401);
  expect(await statusOf(cut.url, "", "/readyz")).toBe(200);
}, 60_000);

test("servers that start at once on an empty database make its owner once, and all know of it", async () => {
  const database = await createDatabase();
  onTestFinished(() => database.remove());
  const replicas = await Promise.all(Array.from({ length: 3 }, () => startReplica(database.url)));
  for (const { url, setUpLink } of replicas) {
    expect(setUpLink).toBeUndefined();
    expect(await fetch(`${url}/v1/setup`).then((answer) => answer.json())).toEqual({ needed: false });
  }
}, 60_000);

test("a server that is killed holds up no change for longer than its lease, and nobody after that", async () => {
  const { replicas, owner } = await startReplicas(2);
  replicas[1]?.proxy.cut();
  await expect
    .poll(async () => {
      const answer = await fetch(`${urlOf(replicas, 0)}/v1/verifiers`, {
        headers: { authorization: bearer(owner) },
      });
      return ((await answer.json()) as { items: unknown[] }).items.length;
    })
    .toBe(1);
  const token = await mint(urlOf(replicas, 0), bearer(owner));
  expect(await revoke(urlOf(replicas, 0), owner, token)).toMatchObject({ confirmed: true, fenced: [] });
}, 60_000);

test("a server that is stopped keeps nobody waiting", async () => {
  const { replicas, owner } = await startReplicas(2);
  const token = await mint(urlOf(replicas, 0), bearer(owner));
  await replicas[1]?.stop();
  const receipt = await revoke(urlOf(replicas, 0), owner, token);
  expect(receipt).toMatchObject({ confirmed: true, fenced: [] });
  expect(receipt.verifiers.length).toBe(1);
}, 60_000);

test("a check that asks for a revision gets an answer from then on at any server, and 503 for one that nobody knows", async () => {
  const { replicas, owner } = await startReplicas(2);
  const verify = async (url: string, value: string, atLeast: number) => {
    const answer = await fetch(`${url}/v1/verify`, {
      method: "POST",
      headers: { authorization: bearer(owner), "content-type": "application/json" },
      body: JSON.stringify({ token: value, atLeast }),
    });
    return { status: answer.status, body: (await answer.json()) as { valid?: boolean; revision?: number } };
  };
  for (let round = 0; round < 20; round++) {
    const token = await mint(urlOf(replicas, 0), bearer(owner));
    const { body } = await verify(urlOf(replicas, 0), token.value, 0);
    const { status, body: told } = await verify(urlOf(replicas, 1), token.value, body.revision ?? 0);
    expect({ status, valid: told.valid }).toEqual({ status: 200, valid: true });
    expect(told.revision).toBeGreaterThanOrEqual(body.revision ?? Infinity);
  }
  expect((await verify(urlOf(replicas, 1), owner.value, 1_000_000)).status).toBe(503);
}, 60_000);

/** Sends each request to the next server, as a balancer does. */
async function startBalancer(replicas: readonly Replica[]): Promise<string> {
  let turn = 0;
  const balancer = createServer((request, response) => {
    const { hostname, port } = new URL(urlOf(replicas, turn++ % replicas.length));
    const { method, url: path, headers } = request;
    const onward = forward({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await once(balancer.listen(0, "127.0.0.1"), "listening");
  onTestFinished(async () => {
    balancer.closeAllConnections();
    balancer.close();
    await once(balancer, "close");
  });
  return `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`;
}

test.each(["memory", "mirror"] as const)(
  "an SDK (%s) whose requests go to one server after the other keeps one lease, and honours each of them",
  async (mode) => {
    const { replicas, owner } = await startReplicas(2);
    const verifier = await createVerifier({
      url: await startBalancer(replicas),
      token: owner.value,
      name: "orders api",
      mode,
    });
    onTestFinished(() => verifier.close());
    for (let round = 0; round < 10; round++) {
      const token = await mint(urlOf(replicas, round % 2), bearer(owner));
      // A mirror has it as soon as it has the news.
      await expect.poll(() => verifier.verify(token.value)).toMatchObject({ valid: true });
      expect(verifier.peek(token.value)).toMatchObject({ valid: true });
      const receipt = await revoke(urlOf(replicas, (round + 1) % 2), owner, token);
      expect(receipt.verifiers.find(({ name }) => name === "orders api")?.confirmedInMs).toBeGreaterThan(0);
      expect(receipt).toMatchObject({ confirmed: true, fenced: [] });
      expect(receipt.verifiers.length).toBe(3);
      expect(await verifier.verify(token.value)).toMatchObject({ valid: false });
    }
  },
  60_000,
);
