import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { dial, sendRaw, statusesIn } from "../http/raw.ts";
import type { Installation } from "../fixture.ts";
import { addMember, addProject, mint, signIn, startInstallation } from "../fixture.ts";

/** So long that a thousand sockets can be opened meanwhile, also on a busy machine. */
const SLOWLY = { headersMs: 5_000, requestMs: 5_000, unreadMs: 60_000, checkEveryMs: 50 };
const QUICKLY = { headersMs: 200, requestMs: 200, unreadMs: 60_000, checkEveryMs: 20 };

let installation: Installation | undefined;
afterEach(() => installation?.stop());

async function start(
  bounds: Parameters<typeof startInstallation>[0],
): Promise<Installation & { value: string }> {
  const started = await startInstallation(bounds);
  installation = started;
  const projectId = await addProject(started.service, "main");
  const owner = await addMember(started.service, projectId, { email: "owner@main.example", role: "owner" });
  const { value } = await mint(started, await signIn(started, owner));
  return { ...started, value };
}

async function check({ url, value }: { url: string; value: string }): Promise<number> {
  const { status } = await fetch(`${url}/auth/forward`, { headers: { authorization: `Bearer ${value}` } });
  return status;
}

const HALVES = {
  "header fields": "GET /v1/me HTTP/1.1\r\nHost: a\r\nX-Slow: ",
  "a body that a check is asked by":
    "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{",
  "any other body":
    "POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{",
  "nothing at all": "",
};

test("B-35: a thousand sockets whose requests never end hold nobody up, and none of them is borne for ever", async () => {
  const server = await start({ bounds: { patience: SLOWLY } });
  const halves = Object.values(HALVES);
  const sockets = Array.from({ length: 1000 }, () => dial(server.url).resume());
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  for (const [n, socket] of sockets.entries()) socket.write(halves[n % halves.length] ?? "");
  const closed = Promise.all(sockets.map((socket) => once(socket, "close")));
  expect(await check(server)).toBe(200);
  expect((await server.call("getMe", { bearer: server.value })).status).toBe(200);
  await closed;
  expect(await check(server)).toBe(200);
}, 60_000);

test.each(Object.entries(HALVES))("B-35: whoever never ends %s is closed", async (_, half) => {
  const { url } = await start({ bounds: { patience: QUICKLY } });
  expect(statusesIn(await sendRaw(url, half)).filter((status) => status !== 408 && status !== 401)).toEqual(
    [],
  );
});
