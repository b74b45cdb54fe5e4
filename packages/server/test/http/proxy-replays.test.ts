import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Installation, Minted } from "../fixture.ts";
import { addMember, addProject, mint, startInstallation } from "../fixture.ts";
import type { Answered, Asking } from "./ask-proxy.ts";
import { askProxy, codeOf } from "./ask-proxy.ts";

/* What Traefik and Envoy send, by their documentation and by the configurations in examples/, which are read here. */

let installation: Installation;
let reader: Minted;
let writer: Minted;
let bound: Minted;

beforeAll(async () => {
  installation = await startInstallation({ trustProxy: ["127.0.0.1"] });
  const projectId = await addProject(installation.service, "main");
  const { basic } = await addMember(installation.service, projectId, {
    email: "owner@example.com",
    role: "owner",
  });
  reader = await mint(installation, { basic }, { name: "reader", scopes: ["orders:read"] });
  writer = await mint(installation, { basic }, { name: "writer", scopes: ["orders:write"] });
  bound = await mint(installation, { basic }, { name: "bound", ipAllowList: ["203.0.113.7"] });
});
afterAll(() => installation.stop());

function read(file: string): string {
  return readFileSync(join(import.meta.dirname, "../../../../examples", file), "utf8");
}

function found(text: string, pattern: RegExp): string[] {
  const match = pattern.exec(text);
  if (!match) throw new Error(`The configuration has no ${pattern}`);
  return match.slice(1);
}

/** Traefik's ForwardAuth: always GET, no body, X-Forwarded-* of its own, of the caller's headers those that are named. */
function asTraefik(request: Asking & { uri?: string }): Promise<Answered> {
  const [target = "", names = ""] = found(
    read("traefik/tokenhouse.yml"),
    /address: "http:\/\/127\.0\.0\.1:4980(\S+)"\s+authRequestHeaders: \[(.*)\]/,
  );
  const passed = names.toLowerCase().split(", ");
  const own = Object.entries(request.headers ?? {}).filter(([name]) => passed.includes(name.toLowerCase()));
  const headers = {
    ...Object.fromEntries(own),
    "x-forwarded-method": request.method ?? "GET",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "api.example.com",
    "x-forwarded-uri": request.uri ?? "/v1/orders?page=2",
    "x-forwarded-for": "203.0.113.7",
  };
  return askProxy(installation.url + target, { value: request.value, headers });
}

/** Envoy's ext_authz: the caller's method, path and query behind the prefix, no body, what the operator adds last. */
function asEnvoy({
  value,
  method = "GET",
  uri = "/v1/orders?page=2",
}: Asking & { uri?: string }): Promise<Answered> {
  const text = read("envoy/envoy.yaml");
  const [prefix = ""] = found(text, /path_prefix: (\S+)/);
  const [key = "", scope = ""] = found(text, /headers_to_add:\s+- \{ key: (\S+), value: "(\S+)" \}/);
  const headers = {
    "content-length": "0",
    "x-forwarded-for": "203.0.113.7",
    "x-envoy-internal": "true",
    "x-envoy-expected-rq-timeout-ms": "2000",
    [key]: scope,
  };
  return askProxy(installation.url + prefix + uri, { value, method, headers });
}

test.each([
  ["Traefik", asTraefik],
  ["Envoy", asEnvoy],
])(
  "%s lets a good token through with any method and asks for the scope of its configuration",
  async (_, ask) => {
    for (const method of ["GET", "HEAD", "POST", "DELETE", "PROPFIND"]) {
      const answer = await ask({ value: reader.value, method });
      expect([answer.status, answer.headers["x-auth-request-token-id"]], method).toEqual([200, reader.id]);
    }
    const narrow = await ask({ value: reader.value });
    expect(narrow.headers["x-auth-request-scopes"]).toBe("orders:read");
    expect((await ask({ value: bound.value })).status).toBe(200);
  },
);

test.each([
  ["Traefik", asTraefik],
  ["Envoy", asEnvoy],
])("%s gets a refusal that it can hand on as it is", async (_, ask) => {
  const refused = await ask({ value: writer.value });
  expect([refused.status, refused.headers["content-type"]]).toEqual([403, "application/problem+json"]);
  expect(refused.headers["www-authenticate"]).toBe('Bearer error="insufficient_scope", scope="orders:read"');
  expect((await ask({})).headers["www-authenticate"]).toBe("Bearer");
  expect(codeOf(await ask({ value: "thp_nothing" }))).toBe("invalid_token");
  expect((await ask({ value: reader.value, uri: "/v1/orders?access_token=x" })).status).toBe(400);
});

test("a caller of Envoy cannot widen or narrow what the operator asks, whatever their query says", async () => {
  for (const uri of [
    "/?scope=",
    "/?scope=*",
    "/?project=other",
    "/?scopes=x",
    "/?page=2&scope=orders:write",
  ]) {
    expect((await asEnvoy({ value: reader.value, uri })).status, uri).toBe(200);
    expect((await asEnvoy({ value: writer.value, uri })).status, uri).toBe(403);
  }
});
