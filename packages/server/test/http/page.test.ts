import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildServer } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { createIdleApp } from "../idle-app.ts";
import { PASSWORD, replyOf } from "../fixture.ts";

const SCRIPT = `console.log(${JSON.stringify("a script of some length ".repeat(200))});`;
const PICTURE = "<svg xmlns='http://www.w3.org/2000/svg'/>";

let server: FastifyInstance;
let url: string;
let setUpSecret: string | undefined;
let close: () => Promise<void>;

/** A built page as the build leaves it: a script with its compressed copies, and a small picture without any. */
beforeAll(async () => {
  const pageFolder = mkdtempSync(join(tmpdir(), "tokenhouse-page-"));
  mkdirSync(join(pageFolder, "assets"));
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(pageFolder, name), content);
  write("index.html", "<!doctype html><base href='__BASE_HREF__'><title>Page</title>");
  write("mark.svg", PICTURE);
  write("assets/index-4fQ0kZ8m.js", SCRIPT);
  write("assets/index-4fQ0kZ8m.js.br", brotliCompressSync(SCRIPT));
  write("assets/index-4fQ0kZ8m.js.gz", gzipSync(SCRIPT));
  const db = await openDatabase("sqlite::memory:");
  const app = await createIdleApp(db, { url: () => url });
  ({ setUpSecret } = app.service);
  server = await buildServer({ app, log: createLog("silent"), trustProxy: [], pageFolder });
  url = await server.listen({ host: "127.0.0.1", port: 0 });
  close = async () => {
    await server.close();
    await app.usage.close();
    await db.destroy();
    rmSync(pageFolder, { recursive: true });
  };
});
afterAll(() => close());

/** The bytes as they were sent: no client that unpacks them by itself. */
async function ask(path: string, encodings: string) {
  const { statusCode, headers, rawPayload } = await server.inject({
    url: path,
    headers: { "accept-encoding": encodings, accept: "text/html" },
  });
  return { statusCode, headers, bytes: rawPayload };
}

test.each([
  ["gzip, deflate, br, zstd", "br", (bytes: Buffer) => brotliDecompressSync(bytes)],
  ["gzip, deflate", "gzip", (bytes: Buffer) => gunzipSync(bytes)],
  ["br;q=0, gzip", "gzip", (bytes: Buffer) => gunzipSync(bytes)],
])("a browser that takes %s gets the script as %s, for good", async (encodings, encoding, unpack) => {
  const { statusCode, headers, bytes } = await ask("/assets/index-4fQ0kZ8m.js", encodings);
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({
    "content-encoding": encoding,
    "content-type": expect.stringMatching(/^(?:text|application)\/javascript/),
    "cache-control": "public, max-age=31536000, immutable",
    vary: expect.stringMatching(/accept-encoding/i),
    "content-length": String(bytes.length),
  });
  expect(bytes.length).toBeLessThan(SCRIPT.length / 10);
  expect(unpack(bytes).toString()).toBe(SCRIPT);
});

test("a client that takes no encoding gets the file as it is, and no cache hands it one that it cannot read", async () => {
  const { headers, bytes } = await ask("/assets/index-4fQ0kZ8m.js", "identity");
  expect(headers["content-encoding"]).toBeUndefined();
  expect(headers["vary"]).toMatch(/accept-encoding/i);
  expect(bytes.toString()).toBe(SCRIPT);
});

test("a file without copies is sent as it is, and one whose name is no hash is asked for again", async () => {
  const { headers, bytes } = await ask("/mark.svg", "br, gzip");
  expect(headers["content-encoding"]).toBeUndefined();
  expect(headers["cache-control"]).toBe("no-cache");
  expect(bytes.toString()).toBe(PICTURE);
});

test("the copies have no addresses of their own", async () => {
  for (const ending of ["br", "gz"]) {
    expect((await ask(`/assets/index-4fQ0kZ8m.js.${ending}`, "br, gzip")).statusCode).toBe(404);
  }
});

test("the page itself is kept nowhere and never compressed: it carries a nonce", async () => {
  for (const path of ["/", "/tokens", "/tokens/new?name=ci"]) {
    const { statusCode, headers, bytes } = await ask(path, "br, gzip");
    expect([statusCode, headers["cache-control"]]).toEqual([200, "no-store"]);
    expect(headers["content-encoding"]).toBeUndefined();
    expect(bytes.toString()).toContain("<base href='/'>");
  }
});

test("no answer of a route is compressed, whatever the client takes: length would tell of secrets", async () => {
  const setUp = {
    secret: setUpSecret,
    project: { name: "Main" },
    owner: { name: "Owner", email: "owner@example.com", password: PASSWORD },
  };
  const asked = [
    fetch(`${url}/v1/setup`, { headers: { "accept-encoding": "br, gzip" } }),
    fetch(`${url}/v1/setup`, {
      method: "POST",
      headers: { "accept-encoding": "br, gzip", "content-type": "application/json" },
      body: JSON.stringify(setUp),
    }),
    fetch(`${url}/v1/me`, { headers: { "accept-encoding": "br, gzip" } }),
  ];
  const answers = await Promise.all(asked);
  expect(answers.map(({ status }) => status)).toEqual([200, 201, 401]);
  for (const answer of answers) {
    const { headers } = await replyOf(answer);
    expect([headers.get("content-encoding"), headers.get("cache-control")]).toEqual([null, "no-store"]);
  }
});
