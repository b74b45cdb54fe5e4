import { isDeepStrictEqual } from "node:util";
import { describe, expect, expectTypeOf, it, onTestFinished, vi } from "vitest";
import type { TokenhouseError, ValidVerdict } from "@tokenhouse/sdk";
import { lazyVerifier, requireToken, requireTokenInProxy, verdictFromProxy } from "@tokenhouse/sdk/next";
import { NextResponse } from "./next-response.ts";
import { denial, limited, scriptVerifier } from "./scripted-verifier.ts";
import { freshToken, startStandIn, VALID } from "./stand-in.ts";

const ORDER = "http://127.0.0.1:3000/api/orders/7";
const headers = { authorization: `Bearer ${freshToken()}` };

describe("a wrapped route", () => {
  it("gets the request, the verdict and Next's context, and keeps the handler's type", async () => {
    const { verifier } = scriptVerifier();
    const GET = requireToken(verifier)(async (
      request,
      verdict,
      { params }: { params: Promise<{ id: string }> },
    ) => {
      expectTypeOf(verdict).toEqualTypeOf<ValidVerdict>();
      return Response.json([request.url, verdict, (await params).id]);
    });
    type Handler = (request: Request, context: { params: Promise<{ id: string }> }) => Promise<Response>;
    expectTypeOf(GET).toEqualTypeOf<Handler>();
    const answer = await GET(new Request(ORDER, { headers }), { params: Promise.resolve({ id: "7" }) });
    expect(await answer.json()).toEqual([ORDER, VALID, "7"]);
  });

  it("does not run for a refused caller", async () => {
    const { script, verifier } = scriptVerifier();
    const handler = vi.fn<() => Response>(() => new Response());
    script.reply = denial("revoked");
    const answer = await requireToken(verifier)(handler)(new Request(ORDER, { headers }));
    expect(answer.status).toBe(401);
    expect(handler).not.toHaveBeenCalled();
  });

  it("does not know the caller's address, unless it is told where it stands", async () => {
    const { script, verifier } = scriptVerifier();
    const request = new Request(ORDER, { headers: { ...headers, "x-real-ip": "192.0.2.9" } });
    await requireToken(verifier)(() => new Response())(request);
    const ip = ({ headers }: Request) => headers.get("x-real-ip") ?? undefined;
    await requireToken(verifier, { ip })(() => new Response())(request);
    expect(script.asked.map(({ ip }) => ip)).toEqual([undefined, "192.0.2.9"]);
  });

  it("has the rate limit on its answer, also on a redirect, whose headers are fixed", async () => {
    const { script, verifier } = scriptVerifier();
    script.reply = limited(VALID);
    const GET = requireToken(verifier)(() => Response.redirect("https://example.com/", 303));
    const answer = await GET(new Request(ORDER, { headers }));
    expect(answer).toMatchObject({ status: 303 });
    expect(Object.fromEntries(answer.headers)).toEqual({
      location: "https://example.com/",
      ratelimit: '"token";r=7;t=42',
      "ratelimit-policy": '"token";q=100;w=60',
    });
  });
});

describe("the proxy", () => {
  const forged = { "x-tokenhouse-verdict": JSON.stringify({ ...VALID, holder: { name: "Somebody else" } }) };

  it("hands its verdict on in place of any that the caller sent, with the other headers as they are", async () => {
    const { script, verifier } = scriptVerifier();
    const holder = { ...VALID.holder, name: "Ålice «日本»", email: null };
    script.reply = { ...VALID, holder };
    const proxy = requireTokenInProxy(verifier, NextResponse);
    const step = await proxy(
      new Request(ORDER, { headers: { ...headers, ...forged, accept: "text/plain" } }),
    );
    const { onward } = step as NextResponse;
    expect(verdictFromProxy(onward)).toEqual({ ...VALID, holder });
    expect(onward.get("accept")).toBe("text/plain");
    expect(onward.get("authorization")).toBe(headers.authorization);
  });

  it("hands nothing on for a refused caller", async () => {
    const { verifier } = scriptVerifier();
    const next = vi.spyOn(NextResponse, "next");
    onTestFinished(() => next.mockRestore());
    const answer = await requireTokenInProxy(verifier, NextResponse)(new Request(ORDER, { headers: forged }));
    expect(answer.status).toBe(401);
    expect(next).not.toHaveBeenCalled();
  });

  it.each(["", "%", "null", "{}", '{"valid":true}', JSON.stringify(denial("revoked"))])(
    "a header that holds no verdict is none: %s",
    (text) => {
      expect(verdictFromProxy(new Headers({ "x-tokenhouse-verdict": text }))).toBeUndefined();
    },
  );

  it("a request that it did not see has no verdict", () => {
    expect(verdictFromProxy(new Headers())).toBeUndefined();
  });
});

describe("a lazy verifier", () => {
  it("asks nobody until it is used, then connects once", async () => {
    const standIn = await startStandIn();
    const verifier = lazyVerifier({ url: standIn.url, token: freshToken() });
    onTestFinished(() => verifier.close());
    const value = freshToken();
    expect(verifier.peek(value)).toBeUndefined();
    expect(standIn.questions).toEqual([]);
    const verdicts = await Promise.all([verifier.verify(value), verifier.verify(value)]);
    expect(verdicts).toEqual([VALID, VALID]);
    const [connection] = standIn.questions;
    expect(standIn.questions.filter((question) => isDeepStrictEqual(question, connection))).toHaveLength(1);
    expect(verifier.peek("no token")).toMatchObject({ code: "malformed" });
  });

  it("rejects while there is no server, and connects as soon as there is one", async () => {
    const standIn = await startStandIn();
    const verifier = lazyVerifier({ url: standIn.url, token: freshToken() });
    onTestFinished(() => verifier.close());
    const { reply } = standIn;
    standIn.reply = (response) => response.destroy();
    await expect(verifier.verify(freshToken())).rejects.toMatchObject({ code: "network" });
    standIn.reply = reply;
    expect(await verifier.verify(freshToken())).toEqual(VALID);
  });

  it("takes no checks once it is closed, also when it was never used", async () => {
    const standIn = await startStandIn();
    const verifier = lazyVerifier({ url: standIn.url, token: freshToken() });
    await verifier.close();
    const closed = expect.objectContaining({ code: "unavailable" }) as TokenhouseError;
    await expect(verifier.verify(freshToken())).rejects.toEqual(closed);
    expect(standIn.questions).toEqual([]);
  });
});
