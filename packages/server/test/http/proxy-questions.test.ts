import { connect } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Installation, Minted } from "../fixture.ts";
import { addMember, addProject, mint, startInstallation } from "../fixture.ts";
import type { Answered, Asking } from "./ask-proxy.ts";
import { ALL, askProxy, codeOf } from "./ask-proxy.ts";
import { buildWorld, DEAD } from "./matrix-world.ts";

let installation: Installation;
let reader: Minted;

beforeAll(async () => {
  installation = await startInstallation({ trustProxy: ["127.0.0.1"] });
  const projectId = await addProject(installation.service, "main");
  const owner = await addMember(installation.service, projectId, {
    email: "owner@example.com",
    role: "owner",
  });
  reader = await mint(installation, { basic: owner.basic }, { name: "reader", scopes: ["orders:read"] });
});
afterAll(() => installation.stop());

function ask(path: string, asking?: Asking): Promise<Answered> {
  return askProxy(installation.url + path, asking);
}

test("a slip in the configuration is told in the log, where its operator looks for it", async () => {
  const before = installation.logLines.length;
  await ask(`/auth/nginx?scopes=orders:write&${reader.value}`, { value: reader.value });
  const detail = "scopes: is not known here, only scope and project are";
  const [line = "{}", ...others] = installation.logLines.slice(before);
  expect(JSON.parse(line)).toMatchObject({ msg: "proxy's question refused", profile: "nginx", detail });
  expect(others).toEqual([]);
});

test("an unknown name in the operator's query is a slip, too", async () => {
  for (const address of ["/auth/nginx", "/auth/forward", "/auth/envoy"]) {
    const answer = await ask(`${address}?scopes=orders:write`, { value: reader.value });
    expect(codeOf(answer), address).toBe("invalid_request");
  }
});

test.each([
  ["/auth/nginx", "X-Original-URI", 401],
  ["/auth/nginx", "X-Original-URL", 401],
  ["/auth/forward", "X-Forwarded-Uri", 400],
])("%s refuses a token in the address that %s tells (B-14)", async (address, name, status) => {
  const { value } = reader;
  for (const uri of [
    `/orders?q=${value}`,
    `/orders?access_token=x`,
    `https://api.example.com/?a=b&${value}`,
    `/orders?q=${value}&q=chair`,
  ]) {
    const answer = await ask(address, { value, headers: { [name]: uri } });
    expect([answer.status, codeOf(answer)], uri).toEqual([status, "invalid_request"]);
  }
  expect((await ask(address, { value, headers: { [name]: "/orders?q=chair" } })).status).toBe(200);
});

test("Envoy's own path is the original one: a token in its query is refused (B-14)", async () => {
  const { value } = reader;
  for (const query of [`q=${value}`, "access_token=x", `q=${value}&q=chair`]) {
    expect((await ask(`/auth/envoy/orders?${query}`, { value })).status).toBe(400);
  }
});

test("what a proxy tells that nobody trusts is not believed", async () => {
  const plain = await startInstallation();
  const projectId = await addProject(plain.service, "main");
  const person = await addMember(plain.service, projectId, { email: "owner@example.com", role: "owner" });
  const { value } = await mint(plain, { basic: person.basic }, { ipAllowList: ["203.0.113.7"] });
  const free = await mint(plain, { basic: person.basic });
  const headers = { "x-forwarded-for": "203.0.113.7", "x-forwarded-uri": "/?access_token=x" };
  for (const address of ALL) {
    expect((await askProxy(plain.url + address, { value, headers })).status).toBe(401);
    expect((await askProxy(plain.url + address, { value: free.value, headers })).status).toBe(200);
  }
  await plain.stop();
});

test("with the operator's headers Envoy's query is the caller's own and asks for nothing", async () => {
  const { value } = reader;
  const path = "/auth/envoy/orders?project=acme&scope=everything&page=2";
  const headersOf = (scope: string, project: string) => ({
    "x-tokenhouse-scope": scope,
    "x-tokenhouse-project": project,
  });
  expect((await ask(path, { value, headers: headersOf("orders:read", "main") })).status).toBe(200);
  expect((await ask(path, { value, headers: headersOf("orders:write", "main") })).status).toBe(403);
  expect((await ask(path, { value, headers: headersOf("orders:read", "other") })).status).toBe(401);
  expect((await ask(path, { value, headers: headersOf("", "main") })).status).toBe(400);
  expect((await ask("/auth/envoy/orders?page=2", { value })).status).toBe(200);
});

test("nginx is told the code of every refusal in X-Auth-Reason, since it throws the rest away", async () => {
  const reasonOf = async (path: string, asking?: Asking) =>
    (await ask(path, asking)).headers["x-auth-reason"];
  expect(await reasonOf("/auth/nginx")).toBe("authentication_required");
  expect(await reasonOf("/auth/nginx", { value: "thp_nothing" })).toBe("invalid_token");
  expect(await reasonOf("/auth/nginx?scope=x:y", { value: reader.value })).toBe("insufficient_scope");
  expect(await reasonOf("/auth/nginx?x=y", { value: reader.value })).toBe("invalid_request");
  expect(await reasonOf("/auth/forward")).toBeUndefined();
});

test.each([
  "/auth",
  "/auth/",
  "/auth/nginx/",
  "/auth/nginx/x",
  "/auth/Nginx",
  "/auth/forward/x",
  "/auth/envoyx",
  "/auth/caddy",
])("there is nothing at %s, and so nobody is let through", async (path) => {
  const answer = await ask(path, { value: reader.value });
  expect([answer.status, codeOf(answer)]).toEqual([404, "not_found"]);
});

test("below a sub-path the proxies' addresses lie there, too, stripped or not", async () => {
  const below = await startInstallation({ basePath: "/tokens/" });
  for (const path of ["/tokens/auth/nginx", "/auth/nginx", "/tokens/auth/envoy/orders"]) {
    expect((await askProxy(below.url + path)).headers["www-authenticate"], path).toBe("Bearer");
  }
  expect((await askProxy(`${below.url}/tokens/livez`)).status).toBe(200);
  await below.stop();
});

test("when the database fails, the answer is 503 or 500 and never opens or blames the token", async () => {
  const broken = await startInstallation();
  const projectId = await addProject(broken.service, "main");
  const person = await addMember(broken.service, projectId, { email: "owner@example.com", role: "owner" });
  const { value } = await mint(broken, { basic: person.basic });
  await broken.service.db.schema.dropTable("token_versions").execute();
  for (const [address, status] of [
    ["/auth/nginx", 503],
    ["/auth/forward", 500],
    ["/auth/envoy/x", 500],
  ] as const) {
    const answer = await askProxy(broken.url + address, { value });
    expect([answer.status, codeOf(answer)]).toEqual([status, "internal_error"]);
    expect(answer.headers["www-authenticate"]).toBeUndefined();
  }
  await broken.stop();
});

test("what is no method at all never gets as far as an answer that opens", async () => {
  const { hostname, port } = new URL(installation.url);
  const socket = connect(Number(port), hostname);
  socket.end(`BREW /auth/envoy/pot HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${reader.value}\r\n\r\n`);
  const text = await textOf(socket);
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(text).toContain('"code":"invalid_request"');
});

test("a server that is about to end answers on, and lets no proxy keep its connection", async () => {
  const ending = await startInstallation();
  expect((await askProxy(`${ending.url}/auth/nginx`)).headers.connection).toBe("keep-alive");
  ending.state.draining = true;
  const answer = await askProxy(`${ending.url}/auth/nginx`);
  expect([answer.status, answer.headers.connection]).toEqual([401, "close"]);
  const other = await askProxy(`${ending.url}/livez`);
  expect([other.status, other.headers.connection]).toEqual([200, "close"]);
  await ending.stop();
});

test("one connection carries question after question, and other routes between them (B-34)", async () => {
  const { hostname, port } = new URL(installation.url);
  const socket = connect(Number(port), hostname);
  const asked = ["/auth/nginx", "/livez", "/auth/envoy/x", "/auth/forward"];
  const lines = asked.map(
    (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${reader.value}\r\n`,
  );
  socket.end(`${lines.join("\r\n")}Connection: close\r\n\r\n`);
  const text = await textOf(socket);
  expect(text.match(/HTTP\/1\.1 200 /g)).toHaveLength(4);
});

test("every kind of dead token is refused at every address, and every live one let through", async () => {
  const { installation: world, dead, live, foreign } = await buildWorld();
  for (const address of ALL) {
    for (const state of DEAD) {
      const answer = await askProxy(world.url + address, { value: dead[state] });
      expect([answer.status, codeOf(answer)], `${address}: ${state}`).toEqual([401, "invalid_token"]);
    }
    for (const { value } of [...live, { value: foreign }]) {
      expect((await askProxy(world.url + address, { value })).status).toBe(200);
    }
    expect((await askProxy(`${world.url}${address}?project=main`, { value: foreign })).status).toBe(401);
  }
  await world.stop();
});
