import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePorts } from "./cluster/ports.ts";
import { processesWithin } from "./cluster/processes.ts";
import { openGround } from "./ground.ts";
import { startServer } from "./servers.ts";

const statusOf = (url: string) => fetch(`${url}/readyz`).then(({ status }) => status);

function ground() {
  const { folder, clear } = openGround();
  onTestFinished(clear);
  return folder;
}

test("a server that is killed comes back on its port and its data, and one that is told to stop ends by itself", async () => {
  const [port = 0] = await freePorts(1);
  const order = {
    folder: join(ground(), "server"),
    env: { TOKENHOUSE_PORT: String(port), TOKENHOUSE_DATABASE_URL: "sqlite:./tokenhouse.db" },
  };
  const killed = await startServer(order);
  expect(await killed.end("SIGKILL")).toBeNull();
  await expect(statusOf(killed.url)).rejects.toThrow("fetch failed");
  const next = await startServer(order);
  expect(next.url).toBe(killed.url);
  expect(next.pid).not.toBe(killed.pid);
  expect(await statusOf(next.url)).toBe(200);
  next.signal("SIGSTOP");
  expect(await next.end("SIGTERM")).toBe(0);
});

test("a server that cannot start says why", async () => {
  const order = { folder: join(ground(), "server"), env: { TOKENHOUSE_LEASE_SECONDS: "0" } };
  await expect(startServer(order)).rejects.toThrow("TOKENHOUSE_LEASE_SECONDS must be");
});

test("no server outlives its ground, not even one that stands still", async () => {
  const { folder, clear } = openGround();
  const server = await startServer({ folder: join(folder, "server"), env: {} });
  server.signal("SIGSTOP");
  expect(processesWithin(folder)).toHaveLength(1);
  await clear();
  expect(existsSync(folder)).toBe(false);
  expect(processesWithin(folder)).toEqual([]);
});
