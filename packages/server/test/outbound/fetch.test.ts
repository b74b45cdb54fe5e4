import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { fetchOutbound, OutboundError } from "../../src/outbound/fetch.ts";

/* An address that somebody else chose must not make a server of ours ask its neighbours. */

async function serverWith(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  "http://169.254.169.254/latest/meta-data",
  "http://[::ffff:169.254.169.254]/",
  "http://[64:ff9b::a9fe:a9fe]/",
  "http://0.0.0.0/",
  "http://[::]/",
  "http://[fe80::1]/",
  "http://2852039166/",
])("B-41: %s is never asked, not even by what may ask its neighbours", async (url) => {
  await expect(fetchOutbound(url, {}, { privateToo: true })).rejects.toThrow(
    /is not an address that may be reached/,
  );
});

test.each([
  "http://127.0.0.1/",
  "http://0x7f.1/",
  "http://017700000001/",
  "http://localhost/",
  "http://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://10.0.0.1/",
  "http://172.16.3.4/",
  "http://192.168.1.1/",
  "http://100.64.0.1/",
  "http://[fd00::1]/",
])("B-41: %s is a neighbour, which is asked only by what may", async (url) => {
  await expect(fetchOutbound(url)).rejects.toThrow(/is not an address that may be reached/);
});

test("B-41: http://localhost./ is one as well, if it is any", async () => {
  await expect(fetchOutbound("http://localhost./")).rejects.toThrow(/may be reached|ENOTFOUND/);
});

test.each(["file:///etc/passwd", "data:text/plain,x", "ftp://example.com/"])(
  "B-41: %s is no address of the web",
  async (url) => {
    await expect(fetchOutbound(url, {}, { privateToo: true })).rejects.toThrow(/neither http nor https/);
  },
);

test("what is sent arrives, and what is answered comes back whole", async () => {
  const url = await serverWith((request, reply) => {
    reply.writeHead(201, { "x-method": String(request.method), "x-sent": String(request.headers["x-sent"]) });
    request.pipe(reply);
  });
  const answer = await fetchOutbound(
    url,
    { method: "POST", headers: { "x-sent": "1" }, body: "grüße" },
    { privateToo: true },
  );
  expect([answer.status, answer.headers.get("x-method"), answer.headers.get("x-sent")]).toEqual([
    201,
    "POST",
    "1",
  ]);
  expect(await answer.text()).toBe("grüße");
});

test("B-41: a redirect is an answer, and is not followed", async () => {
  let asked = 0;
  const url = await serverWith((_, reply) => {
    asked++;
    reply.writeHead(302, { location: "/elsewhere" }).end();
  });
  expect((await fetchOutbound(url, {}, { privateToo: true })).status).toBe(302);
  expect(asked).toBe(1);
});

test("B-41: an answer that is too long, or never ends, is given up", async () => {
  const url = await serverWith((request, reply) => {
    if (request.url === "/long") return void reply.end("x".repeat(1001));
    const write = () => void (reply.destroyed || reply.write("x".repeat(100), () => setImmediate(write)));
    write();
  });
  const bounds = { privateToo: true, mostBytes: 1000 };
  for (const path of ["/long", "/endless"])
    await expect(fetchOutbound(url + path, {}, bounds)).rejects.toThrow("more than 1000 bytes");
});

test("B-41: whoever does not answer is waited for no longer than that", async () => {
  const url = await serverWith((request, reply) => {
    if (request.url === "/half") reply.writeHead(200).write("half");
  });
  for (const path of ["/", "/half"]) {
    const asked = fetchOutbound(url + path, {}, { privateToo: true, timeoutMs: 50 });
    await expect(asked).rejects.toThrow(OutboundError);
  }
});

test("nobody who is not there is told of by more than their address", async () => {
  await expect(fetchOutbound("http://127.0.0.1:1/secret", {}, { privateToo: true })).rejects.toThrow(
    /^http:\/\/127\.0\.0\.1:1: Error: connect ECONNREFUSED/,
  );
  await expect(fetchOutbound("https://nobody.invalid/secret")).rejects.toThrow(
    /^https:\/\/nobody\.invalid: /,
  );
});
