import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { Hono } from "hono";
import { expect, expectTypeOf, it, onTestFinished } from "vitest";
import type { ValidVerdict } from "@tokenhouse/sdk";
import { requireToken } from "@tokenhouse/sdk/hono";
import { limited, scriptVerifier } from "./scripted-verifier.ts";
import { freshToken, VALID } from "./stand-in.ts";

const headers = { authorization: `Bearer ${freshToken()}` };

it("guards every route below a path, and leaves the others", async () => {
  const { script, verifier } = scriptVerifier();
  const app = new Hono();
  app.use("/v1/*", requireToken(verifier, { scopes: ["orders:read"] }));
  app.get("/v1/orders", (c) => c.json(c.get("tokenhouse")));
  app.get("/health", (c) => c.json(c.get("tokenhouse") ?? "open"));
  expect((await app.request("/v1/orders")).status).toBe(401);
  expect(await (await app.request("/v1/orders", { headers })).json()).toEqual(VALID);
  expect(await (await app.request("/health")).json()).toBe("open");
  expect(script.asked).toMatchObject([{ scopes: ["orders:read"] }]);
});

it("the address is unknown unless the app says where it stands", async () => {
  const { script, verifier } = scriptVerifier();
  const app = new Hono();
  app.get("/unknown", requireToken(verifier), (c) => c.text("reached"));
  const ip = (c: Context) => getConnInfo(c).remote.address;
  app.get("/known", requireToken(verifier, { ip }), (c) => c.text("reached"));
  const server = createAdaptorServer(app).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const path of ["unknown", "known"]) await fetch(`http://127.0.0.1:${port}/${path}`, { headers });
  expect(script.asked.map(({ ip }) => ip)).toEqual([undefined, "127.0.0.1"]);
});

it.each<[string, () => Response]>([
  ["a Response of its own", () => new Response("reached")],
  ["a redirect, whose headers are fixed", () => Response.redirect("https://example.com/")],
  [
    "an error",
    () => {
      throw new Error("a fault of the handler");
    },
  ],
])("the rate limit stands on the answer when the handler gives %s", async (_, handler) => {
  const { script, verifier } = scriptVerifier();
  script.reply = limited(VALID);
  const app = new Hono().onError(({ message }, c) => c.text(message, 500));
  app.get("/orders", requireToken(verifier), handler);
  const answer = await app.request("/orders", { headers });
  expect(answer.headers.get("ratelimit")).toBe('"token";r=7;t=42');
});

it("the verdict in the context is typed, by default and in the app's own variables", () => {
  const { verifier } = scriptVerifier();
  new Hono().get("/orders", requireToken(verifier), (c) => {
    expectTypeOf(c.get("tokenhouse")).toEqualTypeOf<ValidVerdict | undefined>();
    expectTypeOf(c.var.tokenhouse).toEqualTypeOf<ValidVerdict | undefined>();
    return c.body(null);
  });
  new Hono<{ Variables: { tokenhouse: ValidVerdict } }>().get("/orders", requireToken(verifier), (c) => {
    expectTypeOf(c.get("tokenhouse")).toEqualTypeOf<ValidVerdict>();
    return c.body(null);
  });
});
