import fastify from "fastify";
import { expect, expectTypeOf, it } from "vitest";
import type { ValidVerdict } from "@tokenhouse/sdk";
import { requireToken } from "@tokenhouse/sdk/fastify";
import { scriptVerifier } from "./scripted-verifier.ts";
import { freshToken, VALID } from "./stand-in.ts";

const authorization = `Bearer ${freshToken()}`;

it.each(["onRequest", "preParsing", "preValidation", "preHandler"] as const)(
  "guards every route of an app as its hook %s, also for a request that is injected",
  async (hook) => {
    const { script, verifier } = scriptVerifier();
    const app = fastify();
    app.addHook(hook, requireToken(verifier, { scopes: ["orders:read"] }));
    app.post("/orders", (request) => request.tokenhouse);
    const order = { method: "POST", url: "/orders", payload: { item: "chair" } } as const;
    const refused = await app.inject(order);
    expect(refused).toMatchObject({ statusCode: 401, headers: { "www-authenticate": "Bearer" } });
    const passed = await app.inject({ ...order, headers: { authorization } });
    expect(passed.json()).toEqual(VALID);
    expect(script.asked).toMatchObject([{ scopes: ["orders:read"], ip: "127.0.0.1" }]);
  },
);

it("a body is not read for a caller without a good token when the hook is onRequest", async () => {
  const app = fastify({ bodyLimit: 10 });
  const onRequest = requireToken(scriptVerifier().verifier);
  app.post("/orders", { onRequest }, () => "reached");
  const order = { method: "POST", url: "/orders", payload: { item: "a body above the limit" } } as const;
  expect(await app.inject(order)).toMatchObject({ statusCode: 401 });
  expect(await app.inject({ ...order, headers: { authorization } })).toMatchObject({ statusCode: 413 });
});

it("an error that is not about the check goes to the app's error handler", async () => {
  const { script, verifier } = scriptVerifier();
  script.reply = new RangeError("a fault of the program");
  const app = fastify().setErrorHandler((error: Error, _, reply) => reply.code(500).send(error.message));
  app.get("/orders", { onRequest: requireToken(verifier) }, () => "reached");
  const answer = await app.inject({ url: "/orders", headers: { authorization } });
  expect(answer).toMatchObject({ statusCode: 500, body: "a fault of the program" });
});

it("the verdict on the request is typed", () => {
  fastify().get("/orders", { preHandler: requireToken(scriptVerifier().verifier) }, (request) => {
    expectTypeOf(request.tokenhouse).toEqualTypeOf<ValidVerdict | undefined>();
  });
});
