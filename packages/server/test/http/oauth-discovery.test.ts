import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildServer } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { createIdleApp } from "../idle-app.ts";

/* Below a sub-path, RFC 8414 §3 puts the well-known part between the host and the path. */

const ISSUER = "https://example.com/tokens";

let server: FastifyInstance;
let close: () => Promise<void>;

beforeAll(async () => {
  const db = await openDatabase("sqlite::memory:");
  const app = await createIdleApp(db, { url: () => ISSUER, isSecure: true, basePath: "/tokens/" });
  const pageFolder = import.meta.dirname;
  server = await buildServer({ app, log: createLog("silent"), trustProxy: [], pageFolder });
  close = async () => {
    await server.close();
    await app.usage.close();
    await db.destroy();
  };
});
afterAll(() => close());

test.each([
  ["where the RFC puts it", "/.well-known/oauth-authorization-server/tokens"],
  ["where the RFC puts it, with a query", "/.well-known/oauth-authorization-server/tokens?x=1"],
  ["below the sub-path", "/tokens/.well-known/oauth-authorization-server"],
  ["behind a proxy that strips the sub-path", "/.well-known/oauth-authorization-server"],
])("below a sub-path the metadata is found %s", async (_, url) => {
  const answer = await server.inject({ url });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({
    issuer: ISSUER,
    introspection_endpoint: `${ISSUER}/oauth/introspect`,
    revocation_endpoint: `${ISSUER}/oauth/revoke`,
  });
});

test("another installation's metadata are not ours to give", async () => {
  for (const path of ["other", "tokens2", "tokens/deeper"]) {
    const { statusCode } = await server.inject({ url: `/.well-known/oauth-authorization-server/${path}` });
    expect(statusCode, path).toBe(404);
  }
});
