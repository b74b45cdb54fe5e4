import helmet from "@fastify/helmet";
import cookie from "@fastify/cookie";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import Fastify, { LogController } from "fastify";
import { randomUUID } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import type { App } from "./app.ts";
import { accessHandlers } from "./handlers/access.ts";
import { auditHandlers } from "./handlers/audit.ts";
import { checkHandlers } from "./handlers/checks.ts";
import { dataprepHandlers } from "./handlers/dataprep.ts";
import { installationHandlers } from "./handlers/installation.ts";
import { memberHandlers } from "./handlers/members.ts";
import { oauthHandlers } from "./handlers/oauth.ts";
import { profileHandlers } from "./handlers/profile.ts";
import { projectTokenHandlers } from "./handlers/project-tokens.ts";
import { projectHandlers } from "./handlers/projects.ts";
import { serviceAccountHandlers } from "./handlers/service-accounts.ts";
import { settingsHandlers } from "./handlers/settings.ts";
import { tokenDetailHandlers } from "./handlers/token-details.ts";
import { tokenHandlers } from "./handlers/tokens.ts";
import { mount } from "./mount.ts";
import { servePage } from "./page.ts";
import { routes } from "../contract/index.ts";
import { answerBrokenRequest, answerProblem } from "./problem.ts";

export interface ServerOptions {
  app: App;
  log: FastifyBaseLogger;
  /** CIDR ranges of proxies whose X-Forwarded-* is believed; none by default. */
  trustProxy: readonly string[];
  /** The folder with the built page. */
  pageFolder: string;
}

/** The HTTP server: every route of the contract, and the page. */
export async function buildServer({
  app,
  log,
  trustProxy,
  pageFolder,
}: ServerOptions): Promise<FastifyInstance> {
  const server = Fastify({
    loggerInstance: log,
    bodyLimit: LIMITS.bodyBytes,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    genReqId: ({ headers }) => acceptableRequestId(headers["x-request-id"]) ?? randomUUID(),
    rewriteUrl: ({ url = "/" }) => withoutBase(url, app.basePath),
    requestTimeout: 30_000,
    frameworkErrors: answerProblem,
    clientErrorHandler: answerBrokenRequest,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true },
  });
  server.addHook("onRequest", async (request, reply) => {
    void reply.header("X-Request-Id", request.id);
  });
  server.addHook("onResponse", async (request, reply) => {
    if (isProbe(request.url)) return;
    const { method, ip } = request;
    const path = request.url.split("?", 1)[0];
    request.log.info(
      { method, path, ip, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      "request",
    );
  });
  server.setErrorHandler(answerProblem);
  await server.register(helmet, { ...HEADERS, hsts: app.isSecure && { maxAge: 31_536_000 } });
  await server.register(cookie);
  takeOnlyJson(server);
  await mount(server, app, {
    ...accessHandlers,
    ...auditHandlers,
    ...checkHandlers,
    ...dataprepHandlers,
    ...installationHandlers,
    ...memberHandlers,
    ...oauthHandlers,
    ...profileHandlers,
    ...projectHandlers,
    ...projectTokenHandlers,
    ...serviceAccountHandlers,
    ...settingsHandlers,
    ...tokenHandlers,
    ...tokenDetailHandlers,
  });
  await servePage(server, { pageFolder, basePath: app.basePath });
  return server;
}

const HEADERS = {
  enableCSPNonces: true,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", "data:"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'self'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: "no-referrer" as const },
};

/** One media type, so that no form of another site can be taken for a request of ours. No body at all is fine. */
function takeOnlyJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser("error", "error");
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") {
      done(null, undefined);
      return;
    }
    void parse(request, String(body), (error, parsed) => {
      done(error && new Refusal("invalid_request", "The body is not valid JSON"), parsed);
    });
  });
}

const WELL_KNOWN = routes.getAuthorizationServer.path;

/** Health probes come every few seconds and say nothing. */
function isProbe(url: string): boolean {
  return url === "/livez" || url === "/readyz";
}

/** A caller's own id, if it is short and can hold no token (which has underscores). */
function acceptableRequestId(id: string | string[] | undefined): string | undefined {
  return typeof id === "string" && /^[A-Za-z0-9.-]{1,64}$/.test(id) ? id : undefined;
}

/** Below a sub-path the proxy may strip it or leave it. A well-known address has it at its end (RFC 8414 §3). */
function withoutBase(url: string, basePath: string): string {
  const wellKnown = `${WELL_KNOWN}${basePath.slice(0, -1)}`;
  if (url === wellKnown || url.startsWith(`${wellKnown}?`)) return WELL_KNOWN + url.slice(wellKnown.length);
  return basePath !== "/" && url.startsWith(basePath) ? url.slice(basePath.length - 1) : url;
}
