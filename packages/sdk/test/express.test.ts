import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { inspect } from "node:util";
import express from "express";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { TokenhouseError } from "@tokenhouse/sdk";
import { createVerifier } from "@tokenhouse/sdk";
import type { RequireTokenOptions } from "@tokenhouse/sdk/express";
import { requireToken } from "@tokenhouse/sdk/express";
import { answer, denied, DENIAL_ID, freshToken, startStandIn, VALID } from "./stand-in.ts";

const value = freshToken();
const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
beforeEach(() => {
  emitWarning.mockClear();
});
const catalog = readFileSync(new URL("../../../docs/reference/errors.md", import.meta.url), "utf8");

/** A real Express app behind the middleware, whose verifier asks a stand-in of Tokenhouse. */
async function startApp(options?: RequireTokenOptions) {
  const standIn = await startStandIn();
  const verifier = await createVerifier({ url: standIn.url, token: freshToken() });
  standIn.questions.length = 0;
  const orders = express.Router().get("/orders", requireToken(verifier, options), (req, res) => {
    res.json(req.tokenhouse);
  });
  const app = express().set("trust proxy", "loopback").use("/v1", orders);
  const server = app.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    standIn,
    get: (authorization?: string | string[], path?: string) => get(port, authorization, path),
  };
}

/** By node:http, because fetch cannot send a header twice. */
async function get(port: number, authorization: string | string[] = [], path = "/v1/orders") {
  const headers = { "x-forwarded-for": "192.0.2.7" };
  const call = request({ host: "127.0.0.1", port, path, headers, agent: false });
  call.setHeader("authorization", authorization).end();
  const [response] = (await once(call, "response")) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await json(response) };
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

describe("with a good token", () => {
  it.each(["Bearer", "bearer", "BEARER"])("%s lets the request pass and sets its verdict", async (scheme) => {
    const { get } = await startApp();
    expect(await get(`${scheme} ${value}`)).toMatchObject({ status: 200, body: VALID });
  });

  it("the server is asked for exactly the route's scopes and the caller's address behind the proxy", async () => {
    const { standIn, get } = await startApp({ scopes: ["orders:read"] });
    await get(`Bearer ${value}`);
    expect(standIn.questions.map(({ body }) => body)).toEqual([
      { token: value, scopes: ["orders:read"], ip: "192.0.2.7" },
    ]);
  });
});

describe("401", () => {
  const missing = refusal(401, "authentication_required", { "www-authenticate": "Bearer" });
  const invalid = refusal(401, "invalid_token", { "www-authenticate": 'Bearer error="invalid_token"' });

  it.each([undefined, "", "Basic YWRhOnNlY3JldA==", `Token ${value}`, value])(
    "without error when no Bearer token was sent (%s)",
    async (authorization) => {
      const { standIn, get } = await startApp();
      expect(await get(authorization)).toEqual(missing);
      expect(standIn.questions).toEqual([]);
    },
  );

  it("invalid_token, word for word alike, for every token that is unknown, ended or not usable", async () => {
    const { standIn, get } = await startApp();
    const codes = ["not_found", "expired", "revoked", "holder_inactive", "not_allowed_to_use"];
    const answers: object[] = [];
    for (const code of [...codes, "tokens_disabled", "ip_refused", "a_code_of_tomorrow"]) {
      standIn.reply = answer(200, denied(code));
      const { status, headers, body } = await get(`Bearer ${value}`);
      answers.push({ status, headers: { ...headers, date: "" }, body });
    }
    expect(answers[0]).toEqual(quoting(invalid));
    expect(answers).toEqual(answers.map(() => answers[0]));
  });

  it.each([`${value.slice(0, -1)}-`, "abc", "a.b.c", "YWJj=="])(
    "invalid_token for the malformed value %s, without asking",
    async (malformed) => {
      const { standIn, get } = await startApp();
      expect(await get(`Bearer ${malformed}`)).toEqual(invalid);
      expect(standIn.questions).toEqual([]);
    },
  );
});

describe("403", () => {
  it("insufficient_scope names every scope that the route asks for", async () => {
    const { standIn, get } = await startApp({ scopes: ["orders:read", "orders:write"] });
    standIn.reply = answer(200, denied("insufficient_scope"));
    const challenge = 'Bearer error="insufficient_scope", scope="orders:read orders:write"';
    expect(await get(`Bearer ${value}`)).toEqual(
      quoting(refusal(403, "insufficient_scope", { "www-authenticate": challenge })),
    );
  });
});

describe("400 invalid_request, without asking, for", () => {
  const malformed = refusal(400, "invalid_request", { "www-authenticate": 'Bearer error="invalid_request"' });

  it.each([
    ["no token after the scheme", "Bearer"],
    ["two tokens after the scheme", `Bearer ${value} ${value}`],
    ["a list of two credentials", `Bearer ${value}, Bearer ${value}`],
    ["a token in quotes", `Bearer "${value}"`],
    ["characters that no token has", "Bearer tökén"],
    ["the header sent twice", [`Bearer ${value}`, `Bearer ${value}`]],
    ["the header sent twice, once with another scheme", ["Basic YWRhOnNlY3JldA==", `Bearer ${value}`]],
  ])("%s", async (_, authorization) => {
    const { standIn, get } = await startApp();
    expect(await get(authorization)).toEqual(malformed);
    expect(standIn.questions).toEqual([]);
  });

  it.each([undefined, `Bearer ${value}`])(
    "a token in the query, whatever the header (%s)",
    async (header) => {
      const { standIn, get } = await startApp();
      for (const name of ["access_token", "access%5Ftoken"]) {
        expect(await get(header, `/v1/orders?page=2&${name}=${value}`)).toEqual(malformed);
      }
      expect(standIn.questions).toEqual([]);
    },
  );

  it("but not for another query", async () => {
    const { get } = await startApp();
    expect(await get(`Bearer ${value}`, "/v1/orders?token=access_token")).toMatchObject({ status: 200 });
  });
});

describe("429", () => {
  it("rate_limited tells when to try again", async () => {
    const { standIn, get } = await startApp();
    standIn.reply = answer(200, denied("rate_limited"));
    expect(await get(`Bearer ${value}`)).toEqual(
      quoting(refusal(429, "rate_limited", { "retry-after": "1" })),
    );
  });
});

describe("503 with Retry-After, never 401,", () => {
  it.each([500, 502, 503, 401, 403, 429])("when the server answers %d", async (status) => {
    const { standIn, get } = await startApp();
    standIn.reply = answer(status, { code: "some_code", detail: "A detail", status });
    expect(await get(`Bearer ${value}`)).toEqual(refusal(503, "unavailable", { "retry-after": "5" }));
  });

  it("when the server is gone", async () => {
    const { standIn, get } = await startApp();
    standIn.stop();
    const answered = await get(`Bearer ${value}`);
    expect(answered).toEqual(refusal(503, "unavailable", { "retry-after": "5" }));
    expect(answered.headers).not.toHaveProperty("www-authenticate");
  });

  it("after as long as the server asks to wait", async () => {
    const { standIn, get } = await startApp();
    standIn.reply = answer(503, { code: "unavailable", detail: "" }, { "retry-after": "30" });
    expect(await get(`Bearer ${value}`)).toEqual(refusal(503, "unavailable", { "retry-after": "30" }));
  });

  it("and tells the developer why, without the token", async () => {
    const onUnavailable = vi.fn<(error: TokenhouseError) => void>();
    const { standIn, get } = await startApp({ onUnavailable });
    standIn.reply = answer(401, { code: "invalid_token", detail: "The token is not valid", status: 401 });
    await get(`Bearer ${value}`);
    const [[error] = []] = onUnavailable.mock.calls;
    expect(error).toMatchObject({ code: "invalid_token", status: 401 });
    expect(inspect(error)).not.toContain(value);
  });

  it("and warns the process when nobody else is told", async () => {
    const { standIn, get } = await startApp();
    standIn.stop();
    await get(`Bearer ${value}`);
    const warning = { type: "TokenhouseWarning", code: "network" };
    expect(emitWarning).toHaveBeenCalledExactlyOnceWith(`No answer from ${standIn.url}`, warning);
  });
});
