/** The smallest app of each framework with a guarded route, as a file tree beside the packed SDK. */
interface App {
  /** What `npm install` is given besides the SDK. */
  dependencies: string[];
  files: Record<string, string>;
  /** What is run before the start, and at the start: arguments of Node. */
  build?: string[];
  start: string[];
  /** The guarded routes. */
  paths: string[];
}

/** Its end gives the lease back: no later revoke has to wait for it. */
const VERIFIER = `import { createVerifier } from "@tokenhouse/sdk";

const { TOKENHOUSE_URL: url = "", TOKENHOUSE_TOKEN: token = "" } = process.env;
export const verifier = await createVerifier({ url, token });
process.once("SIGTERM", () => verifier.close().finally(() => process.exit()));
`;

const EXPRESS = `import { requireToken } from "@tokenhouse/sdk/express";
import express from "express";
import { verifier } from "./verifier.ts";

const app = express();
app.get("/orders", requireToken(verifier, { scopes: ["orders:read"] }), (req, res) => {
  res.json({ caller: req.tokenhouse.holder.name });
});
const server = app.listen(0, "127.0.0.1", () => {
  console.log("ready: http://127.0.0.1:" + server.address().port);
});
`;

const FASTIFY = `import { requireToken } from "@tokenhouse/sdk/fastify";
import fastify from "fastify";
import { verifier } from "./verifier.ts";

const app = fastify();
const onRequest = requireToken(verifier, { scopes: ["orders:read"] });
app.get("/orders", { onRequest }, (request) => ({ caller: request.tokenhouse.holder.name }));
console.log("ready: " + (await app.listen({ port: 0, host: "127.0.0.1" })));
`;

const HONO = `import { serve } from "@hono/node-server";
import { requireToken } from "@tokenhouse/sdk/hono";
import { Hono } from "hono";
import { verifier } from "./verifier.ts";

const app = new Hono();
app.get("/orders", requireToken(verifier, { scopes: ["orders:read"] }), (c) =>
  c.json({ caller: c.get("tokenhouse").holder.name }),
);
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
  console.log("ready: http://127.0.0.1:" + port);
});
`;

const LAZY_VERIFIER = `import { lazyVerifier } from "@tokenhouse/sdk/next";

const { TOKENHOUSE_URL: url = "", TOKENHOUSE_TOKEN: token = "" } = process.env;
export const verifier = lazyVerifier({ url, token });
`;

/** With Next's own types of a route's context, which \`next build\` checks. */
const NEXT_ROUTE = `import { requireToken } from "@tokenhouse/sdk/next";
import type { NextRequest } from "next/server";
import { verifier } from "../../../verifier";

const mayRead = requireToken(verifier, { scopes: ["orders:read"] });
export const GET = mayRead(
  async (request: NextRequest, verdict, { params }: RouteContext<"/api/[what]">) =>
    Response.json({ caller: verdict.holder.name, asked: request.nextUrl.pathname, ...(await params) }),
);
`;

const NEXT_PROXY = `import { requireTokenInProxy } from "@tokenhouse/sdk/next";
import { NextResponse } from "next/server";
import { verifier } from "./verifier";

export const proxy = requireTokenInProxy(verifier, NextResponse, { scopes: ["orders:read"] });
export const config = { matcher: "/behind-proxy" };
`;

const BEHIND_PROXY = `import { verdictFromProxy } from "@tokenhouse/sdk/next";

export const GET = (request: Request) =>
  Response.json({ caller: verdictFromProxy(request.headers)?.holder.name });
`;

const NEXT_TSCONFIG = {
  compilerOptions: {
    strict: true,
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["dom", "esnext"],
    jsx: "react-jsx",
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["**/*.ts", ".next/types/**/*.ts"],
};

const SERVER = { start: ["server.ts"], paths: ["/orders"] };
const NEXT = "node_modules/next/dist/bin/next";
const NEXT_FILES = {
  "verifier.ts": LAZY_VERIFIER,
  "app/api/[what]/route.ts": NEXT_ROUTE,
  "app/behind-proxy/route.ts": BEHIND_PROXY,
  "proxy.ts": NEXT_PROXY,
  "tsconfig.json": JSON.stringify(NEXT_TSCONFIG),
};
const NEXT_PACKAGES = ["next@16", "react@19", "react-dom@19", "typescript@5"].concat(
  ["node@24", "react@19", "react-dom@19"].map((name) => `@types/${name}`),
);
const NEXT_APP: App = {
  dependencies: NEXT_PACKAGES,
  files: NEXT_FILES,
  build: [NEXT, "build"],
  start: [NEXT, "start", "--port=0", "--hostname=127.0.0.1"],
  paths: ["/api/orders", "/behind-proxy"],
};

export const APPS: Record<string, App> = {
  Express: {
    ...SERVER,
    dependencies: ["express@5"],
    files: { "verifier.ts": VERIFIER, "server.ts": EXPRESS },
  },
  Fastify: {
    ...SERVER,
    dependencies: ["fastify@5"],
    files: { "verifier.ts": VERIFIER, "server.ts": FASTIFY },
  },
  Hono: {
    ...SERVER,
    dependencies: ["hono@4", "@hono/node-server"],
    files: { "verifier.ts": VERIFIER, "server.ts": HONO },
  },
  Next: NEXT_APP,
};
