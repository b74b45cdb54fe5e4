import { expect, inject, onTestFinished, test } from "vitest";
import type { Config } from "../../src/config.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { start } from "../../src/main.ts";
import { createDatabase } from "../storage/databases.ts";
import type { Proxy } from "./proxy.ts";
import { startProxy } from "./proxy.ts";

const OWNER = { email: "owner@example.com", password: "plum-Lantern-42-orbit" };
const BASIC = {
  authorization: `Basic ${Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64")}`,
};
/** What servers say. */
const said: string[] = [];
const log = createLog("info", { write: (line) => said.push(line) });

function configFor(databaseUrl: string): Config {
  return readConfig({
    TOKENHOUSE_PORT: "0",
    TOKENHOUSE_DATABASE_URL: databaseUrl,
    TOKENHOUSE_LEASE_SECONDS: "1",
    TOKENHOUSE_ADMIN_EMAIL: OWNER.email,
    TOKENHOUSE_ADMIN_PASSWORD: OWNER.password,
  }).config;
}

/** The address of a database, and a server on it by way of a proxy, with a token. */
async function serve(): Promise<{ url: string; proxy: Proxy; databaseUrl: string; value: string }> {
  const proxy = await startProxy(inject("postgres"));
  const database = await createDatabase();
  const server = await start(configFor(proxy.through(database.url)), log);
  onTestFinished(async () => {
    proxy.mend();
    await server.stop();
    await proxy.close();
    await database.remove();
  });
  const answer = await fetch(`${server.url}/v1/tokens`, {
    method: "POST",
    headers: { ...BASIC, "content-type": "application/json" },
    body: JSON.stringify({ lifetimeDays: 1 }),
  });
  expect(answer.status).toBe(201);
  const { value } = (await answer.json()) as { value: string };
  return { url: server.url, proxy, databaseUrl: database.url, value };
}

function statusOf(url: string, path: string, value: string): Promise<number> {
  return fetch(url + path, { headers: { authorization: `Bearer ${value}` } }).then(({ status }) => status);
}

test("while its database is away a server answers 503, never 401, and goes on by itself when it is back", async () => {
  const { url, proxy, value } = await serve();
  expect(await statusOf(url, "/v1/me", value)).toBe(200);
  proxy.cut();
  await expect.poll(() => statusOf(url, "/v1/me", value)).toBe(503);
  const answer = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${value}` } });
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(await answer.json()).toMatchObject({ code: "unavailable" });
  expect(await statusOf(url, "/readyz", value)).toBe(503);
  expect(await statusOf(url, "/livez", value)).toBe(200);
  proxy.mend();
  await expect.poll(() => statusOf(url, "/v1/me", value)).toBe(200);
  expect(await statusOf(url, "/readyz", value)).toBe(200);
}, 30_000);

test("it says once that it holds no lease and why, and once that it holds one again", async () => {
  const { proxy } = await serve();
  const count = (text: string) => said.filter((line) => line.includes(text)).length;
  const [lost, held] = ["no lease: checks are answered with 503", "there is a lease again"];
  said.length = 0;
  proxy.cut();
  await expect.poll(() => count(lost)).toBe(1);
  expect(said.find((line) => line.includes(lost))).toContain("The database cannot be used: ");
  expect(count(held)).toBe(0);
  proxy.mend();
  await expect.poll(() => count(held)).toBe(1);
  expect(count(lost)).toBe(1);
}, 30_000);

test("readiness names what the database is relied on for", async () => {
  const { url } = await serve();
  const answer = await fetch(`${url}/readyz`).then((response) => response.json());
  expect(answer).toEqual({
    status: "ok",
    database: { version: true, primary: true, fsync: true, full_page_writes: true, synchronous_commit: true, encoding: true, session: true }, // prettier-ignore
  });
}, 30_000);
