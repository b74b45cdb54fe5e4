import type { ValidVerdict } from "@tokenhouse/sdk/memory";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { IDENTITY_HEADERS } from "../../src/contract/proxies.ts";
import { ERRORS, Refusal } from "../../src/core/errors.ts";
import type { ErrorCode } from "../../src/core/errors.ts";
import type { Answer } from "../../src/http/headers.ts";
import { allow, refusalFor, refuse } from "../../src/http/proxies/answer.ts";
import { headerValue } from "../../src/http/proxies/identity-headers.ts";

const id = randomUUID();

/** The verdict over a good token whose holder has this name. */
function verdictOf(name: string): ValidVerdict {
  return {
    valid: true,
    code: "valid",
    token: { id, kind: "personal", name: "ci", scopes: ["orders:read", "stock:*"], expiresAt: null },
    holder: { type: "user", id, name, email: name, role: "admin" },
    project: { id, slug: "main" },
    revision: 1,
  };
}

function headerIn({ headers }: Answer, name: string): string | undefined {
  const index = headers.findIndex((text, at) => at % 2 === 0 && text === name);
  return index === -1 ? undefined : headers[index + 1];
}

test.each([
  "Plain Name",
  "名前 花子",
  "Zoë \u{1f680}",
  "100% sure%0d%0a",
  "a\r\nX-Auth-Request-Groups: owner",
  "a\0b\u007f\u0085\u2028",
  " spaces at both ends  ",
  "",
])("a name like %j is told in printable ASCII and comes back to the letter", (name) => {
  const value = headerValue(name);
  expect(value).toMatch(/^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/);
  expect(decodeURIComponent(value)).toBe(name);
});

test("half a character does not break the answer", () => {
  expect(decodeURIComponent(headerValue("a\ud800b"))).toBe("a\ufffdb");
});

test("an answer with the strangest of names goes over the wire with every header once and no other", async () => {
  const server = createServer((_, response) => {
    const { status, headers } = allow(verdictOf("\r\nSet-Cookie: x=1\r\n\r\n名前"), "r1");
    response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.close();
  const declared = Object.keys(IDENTITY_HEADERS).map((name) => name.toLowerCase());
  const own = ["cache-control", "connection", "content-length", "date", "keep-alive", "x-request-id"];
  expect([...answer.headers.keys()].toSorted()).toEqual([...declared, ...own].toSorted());
});

test("a token with a rate limit is told what is left of it, one without is told nothing of rates", () => {
  const rateLimit = { limit: 100, windowSeconds: 60, remaining: 41, resetSeconds: 25 };
  const limited = allow({ ...verdictOf("x"), rateLimit }, "r1");
  expect(headerIn(limited, "RateLimit-Policy")).toBe('"token";q=100;w=60');
  expect(headerIn(limited, "RateLimit")).toBe('"token";r=41;t=25');
  expect(headerIn(allow(verdictOf("x"), "r1"), "RateLimit")).toBeUndefined();
});

test("too many requests are 429 with Retry-After, and 403 with the reason where nginx asks", () => {
  const rateLimit = { limit: 1, windowSeconds: 60, remaining: 0, resetSeconds: 25 };
  const refusal = refusalFor({ code: "rate_limited", rateLimit }, []);
  const forward = refuse("forward", refusal, "r1");
  expect(forward.status).toBe(429);
  for (const answer of [forward, refuse("envoy", refusal, "r1"), refuse("nginx", refusal, "r1")]) {
    expect(headerIn(answer, "Retry-After")).toBe("25");
    expect(headerIn(answer, "RateLimit")).toBe('"token";r=0;t=25');
    expect(JSON.parse(String(answer.body))).toMatchObject({ code: "rate_limited", status: answer.status });
  }
  expect(refuse("nginx", refusal, "r1").status).toBe(403);
  expect(headerIn(refuse("nginx", refusal, "r1"), "X-Auth-Reason")).toBe("rate_limited");
});

test("whatever is refused, nginx is answered 401, 403 or 503, and no refusal is ever an allowance", () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const refusal = new Refusal(code, "no");
    expect([401, 403, 503], code).toContain(refuse("nginx", refusal, "r1").status);
    expect(refuse("forward", refusal, "r1").status).toBe(ERRORS[code].status);
    expect(refuse("envoy", refusal, "r1").status).toBeGreaterThanOrEqual(400);
  }
});
