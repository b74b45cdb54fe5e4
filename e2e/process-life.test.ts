import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callWith, generateToken } from "./harness/api.ts";
import { AS_OWNER, launchServer, makeFolder, OWNER, startServer } from "./harness/server.ts";

let folder: string;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a second start knows the tokens of the first and offers no set-up link", async () => {
  const first = await startServer({ folder });
  const { value } = await generateToken(first.url, { name: "kept" });
  expect(await first.stop()).toBe(0);

  const second = await startServer({ folder, env: {} });
  expect((await callWith(value, second.url)).status).toBe(200);
  expect(await second.stop()).toBe(0);
  expect(second.output()).not.toContain("/setup#");
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s turns /readyz to 503, lets the open request end with its answer, and ends with 0",
  async (signal) => {
    const server = await startServer({ folder });
    const body = JSON.stringify({ name: "open request", lifetimeDays: 1 });
    const request = openRequest(server.url, body);
    await expect.poll(() => fetch(`${server.url}/livez`).then(({ status }) => status)).toBe(200);
    const ended = server.stop(signal);
    await expect.poll(() => fetch(`${server.url}/readyz`).then(({ status }) => status)).toBe(503);
    request.finish();
    expect(await request.answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(await ended).toBe(0);
  },
);

test("a use right before the end is not forgotten", async () => {
  const first = await startServer({ folder });
  const { value, token } = await generateToken(first.url, { name: "used last" });
  await callWith(value, first.url);
  await first.stop();
  const rows = openDatabase(folder).prepare("select last_used_at from tokens where id = ?").all(token.id);
  expect(rows).toEqual([{ last_used_at: expect.any(Number) as number }]);
});

test("the admin's password may come from a file", async () => {
  const file = join(folder, "password");
  writeFileSync(file, `${OWNER.password}\n`);
  const env = { TOKENHOUSE_ADMIN_EMAIL: OWNER.email, TOKENHOUSE_ADMIN_PASSWORD_FILE: file };
  const server = await startServer({ folder, env });
  await generateToken(server.url, { name: "by the file's password" });
  await server.stop();
});

test("an unknown TOKENHOUSE_ name is a warning with the nearest known one", async () => {
  const server = await startServer({ folder, env: { ...AS_OWNER, TOKENHOUSE_PROT: "1" } });
  await server.stop();
  expect(server.output()).toMatch(/^Warning: TOKENHOUSE_PROT .*nearest.* TOKENHOUSE_PORT$/m);
});

describe("a start that cannot succeed says why in one line a fault, and ends with 1:", () => {
  test("the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const inUse = new RegExp(`127\\.0\\.0\\.1:${port} is in use`);
    await expectFaults({ TOKENHOUSE_PORT: String(port) }, [inUse]);
    other.close();
  });

  test("another process serves the database", async () => {
    const server = await startServer({ folder });
    await expectFaults({}, [/Another Tokenhouse serves .*tokenhouse\.db: stop it first/]);
    await server.stop("SIGKILL");
    await (await startServer({ folder })).stop();
  });

  test("the data folder cannot be made", async () => {
    writeFileSync(join(folder, "file"), "");
    const url = `sqlite:${join(folder, "file", "data", "tokenhouse.db")}`;
    await expectFaults({ TOKENHOUSE_DATABASE_URL: url }, [
      /file.* cannot be used .*make the data folder writable/,
    ]);
  });

  test("the database is newer than the program", async () => {
    const server = await startServer({ folder });
    await server.stop();
    openDatabase(folder).exec("insert into kysely_migration values ('9999-from-the-future', '')");
    await expectFaults({}, [/database is newer than this program .*9999-from-the-future/]);
  });

  test("the database file is none", async () => {
    writeFileSync(join(folder, "tokenhouse.db"), createHash("sha512").update("noise").digest());
    await expectFaults({}, [/database file cannot be used .*TOKENHOUSE_DATABASE_URL/]);
  });

  test("the database server is not there", async () => {
    await expectFaults({ TOKENHOUSE_DATABASE_URL: "postgres://somebody:hunter2@127.0.0.1:1/tokens" }, [
      /^The database cannot be used: connect ECONNREFUSED 127\.0\.0\.1:1: check that PostgreSQL runs, and TOKENHOUSE_DATABASE_URL$/,
    ]);
  });

  test("the configuration is wrong in several places", async () => {
    const wrong = {
      TOKENHOUSE_PORT: "99999",
      TOKENHOUSE_BASE_URL: "tokens.example.com",
      TOKENHOUSE_DATABASE_URL: "mysql://x",
      TOKENHOUSE_ADMIN_EMAIL: "nobody",
      TOKENHOUSE_ADMIN_PASSWORD: "short",
      TOKENHOUSE_TOKEN_PREFIX: "9",
      TOKENHOUSE_TRUST_PROXY: "everybody",
      TOKENHOUSE_LOG_LEVEL: "loud",
    };
    await expectFaults(
      wrong,
      Object.keys(wrong).map((name) => new RegExp(`^${name} must `)),
    );
  });
});

async function expectFaults(env: Record<string, string>, faults: RegExp[]): Promise<void> {
  const server = launchServer(folder, env);
  expect(await server.exited).toBe(1);
  expect(server.output().trim().split("\n")).toEqual(
    faults.map((fault) => expect.stringMatching(fault) as string),
  );
}

function openDatabase(folder: string): DatabaseSync {
  return new DatabaseSync(join(folder, "tokenhouse.db"));
}

/** A request whose last byte is held back until `finish`. */
function openRequest(url: string, body: string): { finish: () => void; answer: Promise<string> } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding("utf8");
  const credentials = Buffer.from(`${OWNER.email}:${OWNER.password}`).toString("base64");
  const head = [
    "POST /v1/tokens HTTP/1.1",
    `Host: ${hostname}:${port}`,
    `Authorization: Basic ${credentials}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "Connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body.slice(0, -1)}`);
  return { finish: () => socket.write(body.slice(-1)), answer: collect(socket) };
}

async function collect(stream: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const part of stream) text += part;
  return text;
}
