import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../src/core/limits.ts";
import type { Installation, Minted, Person } from "../fixture.ts";
import { addMember, addProject, mint, NOON, signIn, startInstallation } from "../fixture.ts";

let installation: Installation;
let projectId: string;
let owner: Person;

beforeAll(async () => {
  installation = await startInstallation();
  projectId = await addProject(installation.service, "main");
  owner = await addMember(installation.service, projectId, { email: "owner@example.com", role: "owner" });
});
afterAll(() => installation.stop());

test("refusals carry exactly the challenge of RFC 6750 §3 (B-1, B-7)", async () => {
  const { call } = installation;
  const { value } = await mint(installation, { basic: owner.basic }, { scopes: ["orders:read"] });
  const none = await call("listTokens");
  expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  const dead = await call("listTokens", { bearer: "thp_nothing" });
  expect([dead.status, dead.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
  const narrow = await call("listTokens", { bearer: value });
  expect([narrow.status, narrow.headers.get("www-authenticate")]).toEqual([
    403,
    'Bearer error="insufficient_scope", scope="tokens:read"',
  ]);
  const twice = await call("listTokens", { bearer: value, cookie: "tokenhouse_session=x" });
  expect([twice.status, twice.headers.get("www-authenticate")]).toEqual([
    400,
    'Bearer error="invalid_request"',
  ]);
});

test("unknown, expired, revoked and deleted values are answered alike to the byte", async () => {
  const { call, clock } = installation;
  const session = await signIn(installation, owner);
  const expired = await mint(installation, session, { lifetimeDays: 1 });
  clock.nowMs += DAY_MS;
  const revoked = await mint(installation, session);
  await call("revokeToken", session, { id: revoked.id });
  const deleted = await mint(installation, session);
  await call("deleteToken", session, { id: deleted.id });
  const unknown = `${expired.value.slice(0, -7)}0000000`;
  const answers = [];
  for (const value of [unknown, expired.value, revoked.value, deleted.value]) {
    for (const operation of ["getMe", "listTokens", "createToken"] as const) {
      const reply = await call(operation, { bearer: value }, operation === "createToken" ? { body: {} } : {});
      const headers = [...reply.headers].filter(([name]) => !["date", "x-request-id"].includes(name));
      answers.push(JSON.stringify([reply.status, withoutNonce(headers), { ...reply.body, requestId: "" }]));
    }
  }
  expect(new Set(answers).size).toBe(1);
  clock.nowMs = NOON;
});

function withoutNonce(headers: [string, string][]): [string, string][] {
  return headers.map(([name, text]) => [name, text.replaceAll(/'nonce-\w+'/g, "")]);
}

test("of an issued value no part, no extension and no variant is let in (B-10, B-11, B-12) (C-12)", async () => {
  const { value } = await mint(installation, { basic: owner.basic });
  const variants = [
    ...Array.from({ length: value.length }, (_, n) => value.slice(0, n)),
    ...Array.from({ length: value.length }, (_, n) => value.slice(n + 1)),
    ...Array.from({ length: value.length }, (_, n) => replaceAt(value, n)),
    `${value}x`,
    `x${value}`,
    value.toUpperCase(),
    value.toLowerCase(),
    `${value},${value}`,
    encodeURIComponent(value).replace("_", "%5F"),
    Buffer.from(value).toString("base64"),
    `"${value}"`,
    value.repeat(200),
  ];
  for (const variant of variants) {
    const reply = await installation.call("getMe", { bearer: variant });
    expect([reply.status, reply.body.code], variant).toEqual([401, "invalid_token"]);
  }
});

function replaceAt(text: string, index: number): string {
  const other = text[index] === "a" ? "b" : "a";
  return text.slice(0, index) + other + text.slice(index + 1);
}

test.each(["Bearer", "bearer", "BEARER", "bEaReR"])(
  "the scheme may be written %s (B-2, B-3)",
  async (scheme) => {
    const { value } = await mint(installation, { basic: owner.basic });
    expect((await withAuthorization(`${scheme} ${value}`)).status).toBe(200);
    expect((await withAuthorization(`${scheme}   ${value}`)).status).toBe(200);
  },
);

test("a TAB, a list or another scheme is no Bearer credential (B-3, B-6)", async () => {
  const { value } = await mint(installation, { basic: owner.basic });
  for (const header of [
    `Bearer\t${value}`,
    `Bearer ${value}, Bearer ${value}`,
    `Token ${value}`,
    value,
    "Bearer",
    "Bearer ",
  ]) {
    expect((await withAuthorization(header)).status, header).toBe(401);
  }
});

async function withAuthorization(authorization: string): Promise<Response> {
  return fetch(`${installation.url}/v1/me`, { headers: { authorization } });
}

test("two Authorization headers are refused, also when both are the same (B-5)", async () => {
  const { value } = await mint(installation, { basic: owner.basic });
  const answer = await rawRequest([
    "GET /v1/me HTTP/1.1",
    "Host: localhost",
    `Authorization: Bearer ${value}`,
    `authorization: Bearer ${value}`,
    "Connection: close",
  ]);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('"code":"invalid_request"');
});

/** For what no HTTP client would send. */
async function rawRequest(lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(installation.url);
  const socket = connect(Number(port), hostname);
  socket.end(`${lines.join("\r\n")}\r\n\r\n`);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(socket, "close");
  return Buffer.concat(chunks).toString();
}

test("header fields beyond 16 kB are a problem like any other refusal (B-10)", async () => {
  const answer = await withAuthorization(`Bearer ${"x".repeat(17_000)}`);
  expect(answer.status).toBe(431);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(await answer.json()).toMatchObject({ code: "header_fields_too_large" });
});

test("a token's id is no credential, and a token opens no session (C-23)", async () => {
  const { value, id } = await mint(installation, { basic: owner.basic });
  expect((await installation.call("getMe", { bearer: id })).status).toBe(401);
  const reply = await installation.call("getMe", { bearer: value });
  expect(reply.headers.getSetCookie()).toEqual([]);
  expect((await installation.call("getSession", { bearer: value })).body.code).toBe("forbidden");
});

test("a token is refused in every project but its own", async () => {
  const { call, service } = installation;
  const secondId = await addProject(service, "second");
  const { value } = await mint(installation, { basic: owner.basic });
  expect((await call("getMe", { bearer: value, project: "second" })).body.code).toBe("forbidden");
  const other = await addMember(service, secondId, { email: "second@example.com", role: "owner" });
  const verifier = await mint(installation, { basic: other.basic });
  const { body } = await call("verifyToken", { bearer: verifier.value }, { body: { token: value } });
  expect(body).toMatchObject({ valid: false, code: "not_found" });
});

test("whoever is in several projects says which; whoever is not in it is told no more than that (C-8)", async () => {
  const { call, service } = installation;
  const { insertMember } = await import("../../src/storage/members.ts");
  const { inChange } = await import("../../src/storage/change.ts");
  const person = await addMember(service, projectId, { email: "both@example.com", role: "admin" });
  const extra = await addProject(service, "extra");
  await inChange(service.db, (trx) =>
    insertMember(extra, trx, { userId: person.id, role: "owner", tokenAccess: "inherit", createdAtMs: NOON }),
  );
  const body = { lifetimeDays: 1 };
  expect((await call("createToken", { basic: person.basic }, { body })).body.code).toBe("project_required");
  for (const slug of ["main", "extra"]) {
    const { value } = await mint(installation, { basic: person.basic, project: slug });
    expect((await call("getMe", { bearer: value })).body.project.slug).toBe(slug);
  }
  const foreign = await call("createToken", { basic: person.basic, project: "second" }, { body });
  const missing = await call("createToken", { basic: person.basic, project: "nowhere" }, { body });
  expect({ ...foreign.body, requestId: "" }).toEqual({ ...missing.body, requestId: "" });
  expect(foreign.body.code).toBe("forbidden");
});

test("last used moves with use only: time and address, in memory first, never back", async () => {
  const { call, clock, flush, service } = installation;
  const session = await signIn(installation, owner);
  const { value, id } = await mint(installation, session, { scopes: ["orders:read"] });
  const stored = () =>
    service.db.selectFrom("tokens").select(["last_used_at"]).where("id", "=", id).executeTakeFirst();
  clock.nowMs = NOON + 5000;
  expect((await call("listTokens", { bearer: value })).status).toBe(403);
  expect((await call("getToken", session, { id })).body.lastUsedAt).toBeNull();
  await call("getMe", session);
  await fetch(`${installation.url}/v1/me`, { headers: { authorization: `Bearer ${value}x` } });
  expect((await call("getToken", session, { id })).body.lastUsedAt).toBeNull();

  const whole = await mint(installation, session, { scopes: ["*"] });
  await call("getSettings", { bearer: whole.value });
  expect((await stored())?.last_used_at).toBeNull();
  const verified = await call(
    "verifyToken",
    { bearer: whole.value },
    { body: { token: value, ip: "2001:db8::1" } },
  );
  expect(verified.body.valid).toBe(true);
  expect((await stored())?.last_used_at).toBeNull();
  await flush();
  expect((await stored())?.last_used_at).toBe(NOON + 5000);
  expect((await call("getToken", session, { id })).body).toMatchObject({
    lastUsedAt: new Date(NOON + 5000).toISOString(),
    lastUsedIp: "2001:db8::1",
  });
  clock.nowMs = NOON;
});

test("every change of a token stands in the audit log with who, from where and what, and no value", async () => {
  const { call, service } = installation;
  const session = await signIn(installation, owner);
  const { value, id }: Minted = await mint(installation, session, { name: "audited" });
  await call(
    "revokeToken",
    { ...session, headers: { "user-agent": `curl ${value}` } },
    { id, body: { reason: "test" } },
  );
  await call("restoreToken", session, { id });
  await call("deleteToken", session, { id });
  const rows = await service.db
    .selectFrom("audit_events")
    .selectAll()
    .where("token_id", "=", id)
    .orderBy("seq")
    .execute();
  expect(rows.map(({ event }) => event)).toEqual([
    "token.created",
    "token.revoked",
    "token.restored",
    "token.deleted",
  ]);
  for (const row of rows) {
    expect(JSON.parse(row.actor)).toMatchObject({ type: "user", id: owner.id });
    expect(JSON.parse(row.origin)).toMatchObject({ carrier: "session", ip: "127.0.0.1" });
    expect(JSON.parse(row.detail)).toMatchObject({ name: "audited", hint: `${value.slice(0, 16)}_…` });
    expect(JSON.stringify(row)).not.toContain(value.slice(17));
  }
});
