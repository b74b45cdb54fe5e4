import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { TokenhouseError } from "@tokenhouse/sdk";
import { createVerifier } from "@tokenhouse/sdk";
import type { RequireTokenOptions } from "@tokenhouse/sdk/express";
import { ADAPTERS } from "./adapters.ts";
import { denial, failure, limited, scriptVerifier } from "./scripted-verifier.ts";
import { DENIAL_ID, freshToken, startStandIn, VALID } from "./stand-in.ts";

const value = freshToken();
const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
beforeEach(() => {
  emitWarning.mockClear();
});
const catalog = readFileSync(new URL("../../../docs/reference/errors.md", import.meta.url), "utf8");

interface Call {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
}

/** By node:http, because fetch cannot send a header twice. */
async function send(port: number, authorization: string | string[] = [], call: Call = {}) {
  const { method = "GET", path = "/v1/orders", headers } = call;
  const outgoing = request({ host: "127.0.0.1", port, method, path, agent: false });
  outgoing.setHeaders(new Headers({ "x-forwarded-for": "192.0.2.7", "user-agent": "shop/1", ...headers }));
  outgoing.setHeader("authorization", authorization).end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const body = await text(response);
  const { date, connection, "keep-alive": kept, "content-length": length, ...seen } = response.headers;
  return { status: response.statusCode, headers: seen, body: body && (JSON.parse(body) as unknown) };
}

function refusal(status: number, code: string, headers: Record<string, string>) {
  return {
    status,
    headers: expect.objectContaining({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...headers,
    }) as object,
    body: {
      type: `urn:tokenhouse:problem:${code}`,
      title: titleOf(code, status),
      status,
      code,
      detail: expect.any(String) as string,
    },
  };
}

/** The title that the server's own catalog gives a code of this status. */
function titleOf(code: string, status: number): string {
  const [, title] = new RegExp(`^\\| \`${code}\` \\| ${status} \\| (.+) \\|$`, "m").exec(catalog) ?? [];
  return title ?? expect.fail(`${status} ${code} is not in the catalog`);
}

function quoting(answer: ReturnType<typeof refusal>) {
  return { ...answer, body: { ...answer.body, denialId: DENIAL_ID } };
}

const MISSING = refusal(401, "authentication_required", { "www-authenticate": "Bearer" });
const INVALID = refusal(401, "invalid_token", { "www-authenticate": 'Bearer error="invalid_token"' });
const MALFORMED = refusal(400, "invalid_request", { "www-authenticate": 'Bearer error="invalid_request"' });
const LIMIT_HEADERS = { "ratelimit-policy": '"token";q=100;w=60', ratelimit: '"token";r=7;t=42' };

describe.each(Object.entries(ADAPTERS))("behind %s", (_, startApp) => {
  /** A real app behind the middleware, whose verifier answers as told. */
  async function start(options?: RequireTokenOptions) {
    const { script, verifier } = scriptVerifier();
    const port = await startApp(verifier, options);
    return {
      script,
      call: (authorization?: string | string[], call?: Call) => send(port, authorization, call),
    };
  }

  describe("with a good token", () => {
    it.each(["Bearer", "bearer", "BEARER"])(
      "%s lets the request pass and sets its verdict",
      async (scheme) => {
        const { call } = await start();
        const answer = await call(`${scheme} ${value}`);
        expect(answer).toMatchObject({ status: 200, body: VALID });
        expect(answer.headers).not.toHaveProperty("ratelimit");
      },
    );

    it("the question holds the route's scopes, the caller's address behind the proxy and its user agent", async () => {
      const { script, call } = await start({ scopes: ["orders:read"] });
      await call(`Bearer ${value}`);
      expect(script.asked).toEqual([
        { value, scopes: ["orders:read"], ip: "192.0.2.7", userAgent: "shop/1" },
      ]);
    });

    it("what memory knows is not asked for", async () => {
      const { script, call } = await start();
      script.known = VALID;
      expect(await call(`Bearer ${value}`)).toMatchObject({ status: 200, body: VALID });
      script.known = denial("revoked");
      expect(await call(`Bearer ${value}`)).toEqual(quoting(INVALID));
      expect(script.asked).toEqual([]);
    });

    it("the answer says where a token with a rate limit stands", async () => {
      const { script, call } = await start();
      script.reply = limited(VALID);
      expect(await call(`Bearer ${value}`)).toMatchObject({ status: 200, headers: LIMIT_HEADERS });
    });
  });

  it.each(["HEAD", "OPTIONS", "POST"])("%s passes by the same rules as GET", async (method) => {
    const { script, call } = await start();
    expect(await call(undefined, { method })).toMatchObject({ status: 401, headers: MISSING.headers });
    expect(await call(`Bearer ${value}`, { method })).toMatchObject({ status: 200 });
    script.reply = denial("expired");
    expect(await call(`Bearer ${value}`, { method })).toMatchObject({ status: 401 });
  });

  describe("401", () => {
    it.each([undefined, "", "Basic YWRhOnNlY3JldA==", `Token ${value}`, value])(
      "without error when no Bearer token was sent (%s)",
      async (authorization) => {
        const { script, call } = await start();
        expect(await call(authorization)).toEqual(MISSING);
        expect(script.asked).toEqual([]);
      },
    );

    it("invalid_token, word for word alike, for every token that is unknown, ended or not usable", async () => {
      const { script, call } = await start();
      const codes = ["not_found", "expired", "revoked", "holder_inactive", "not_allowed_to_use"];
      const answers: object[] = [];
      for (const code of [...codes, "tokens_disabled", "ip_refused", "a_code_of_tomorrow"]) {
        script.reply = denial(code);
        answers.push(await call(`Bearer ${value}`));
      }
      expect(answers[0]).toEqual(quoting(INVALID));
      expect(answers).toEqual(answers.map(() => answers[0]));
    });

    it.each([`${value.slice(0, -1)}-`, "abc", "a.b.c", "YWJj=="])(
      "invalid_token for the malformed value %s, without asking",
      async (malformed) => {
        const { script, call } = await start();
        expect(await call(`Bearer ${malformed}`)).toEqual(INVALID);
        expect(script.asked).toEqual([]);
      },
    );
  });

  it("403 insufficient_scope names every scope that the route asks for", async () => {
    const { script, call } = await start({ scopes: ["orders:read", "orders:write"] });
    script.reply = denial("insufficient_scope");
    const challenge = 'Bearer error="insufficient_scope", scope="orders:read orders:write"';
    expect(await call(`Bearer ${value}`)).toEqual(
      quoting(refusal(403, "insufficient_scope", { "www-authenticate": challenge })),
    );
  });

  describe("400 invalid_request, without asking, for", () => {
    it.each([
      ["no token after the scheme", "Bearer"],
      ["two tokens after the scheme", `Bearer ${value} ${value}`],
      ["a list of two credentials", `Bearer ${value}, Bearer ${value}`],
      ["a token in quotes", `Bearer "${value}"`],
      ["characters that no token has", "Bearer tökén"],
      ["the header sent twice", [`Bearer ${value}`, `Bearer ${value}`]],
      ["the header sent twice, once with another scheme", ["Basic YWRhOnNlY3JldA==", `Bearer ${value}`]],
    ])("%s", async (_, authorization) => {
      const { script, call } = await start();
      expect(await call(authorization)).toEqual(MALFORMED);
      expect(script.asked).toEqual([]);
    });

    it.each([undefined, `Bearer ${value}`])(
      "a token in the query, whatever the header (%s)",
      async (header) => {
        const { script, call } = await start();
        for (const name of ["access_token", "access%5Ftoken"]) {
          expect(await call(header, { path: `/v1/orders?page=2&${name}=${value}` })).toEqual(MALFORMED);
        }
        expect(script.asked).toEqual([]);
      },
    );

    it("but not for another query", async () => {
      const { call } = await start();
      const path = "/v1/orders?token=access_token";
      expect(await call(`Bearer ${value}`, { path })).toMatchObject({ status: 200 });
    });
  });

  describe("429 rate_limited", () => {
    it("tells when the token may be used again, and its limit", async () => {
      const { script, call } = await start();
      script.reply = limited(denial("rate_limited"));
      const headers = { ...LIMIT_HEADERS, "retry-after": "42" };
      expect(await call(`Bearer ${value}`)).toEqual(quoting(refusal(429, "rate_limited", headers)));
    });

    it("asks to wait a second when the verdict does not say how long", async () => {
      const { script, call } = await start();
      script.reply = denial("rate_limited");
      const headers = { "retry-after": "1" };
      expect(await call(`Bearer ${value}`)).toEqual(quoting(refusal(429, "rate_limited", headers)));
    });
  });

  describe("503 with Retry-After, never 401,", () => {
    const unavailable = refusal(503, "unavailable", { "retry-after": "5" });

    it.each([500, 502, 503, 401, 403, 429])("when the server answers the verifier %d", async (status) => {
      const { script, call } = await start();
      script.reply = failure("some_code", status);
      const answer = await call(`Bearer ${value}`);
      expect(answer).toEqual(unavailable);
      expect(answer.headers).not.toHaveProperty("www-authenticate");
    });

    it("when the server is gone", async () => {
      const standIn = await startStandIn();
      const verifier = await createVerifier({ url: standIn.url, token: freshToken() });
      const port = await startApp(verifier);
      standIn.stop();
      expect(await send(port, `Bearer ${value}`)).toEqual(unavailable);
      const warning = { type: "TokenhouseWarning", code: "network" };
      expect(emitWarning).toHaveBeenCalledWith(expect.stringContaining(standIn.url), warning);
    });

    it("after as long as the server asks to wait", async () => {
      const { script, call } = await start();
      script.reply = failure("unavailable", 503, 30);
      expect(await call(`Bearer ${value}`)).toEqual(refusal(503, "unavailable", { "retry-after": "30" }));
    });

    it("and tells the developer why, without the token", async () => {
      const onUnavailable = vi.fn<(error: TokenhouseError) => void>();
      const { script, call } = await start({ onUnavailable });
      script.reply = failure("invalid_token", 401);
      await call(`Bearer ${value}`);
      const [[error] = []] = onUnavailable.mock.calls;
      expect(error).toMatchObject({ code: "invalid_token", status: 401 });
      expect(inspect(error)).not.toContain(value);
      expect(emitWarning).not.toHaveBeenCalled();
    });
  });
});
