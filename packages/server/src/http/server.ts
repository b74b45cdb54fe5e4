import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import Fastify, { LogController } from "fastify";
import { LIMITS } from "../core/limits.ts";
import type { App } from "./app.ts";
import { withoutBase } from "./base-path.ts";
import type { Patience } from "./front.ts";
import { createFront, PATIENCE } from "./front.ts";
import { accessHandlers } from "./handlers/access.ts";
import { auditHandlers } from "./handlers/audit.ts";
import { checkHandlers } from "./handlers/checks.ts";
import { dataprepHandlers } from "./handlers/dataprep.ts";
import { identityHandlers } from "./handlers/identities.ts";
import { installationHandlers } from "./handlers/installation.ts";
import { loginCodeHandlers } from "./handlers/login-codes.ts";
import { memberHandlers } from "./handlers/members.ts";
import { oauthHandlers } from "./handlers/oauth.ts";
import { profileHandlers } from "./handlers/profile.ts";
import { projectTokenHandlers } from "./handlers/project-tokens.ts";
import { projectHandlers } from "./handlers/projects.ts";
import { scimHandlers } from "./handlers/scim.ts";
import { serviceAccountHandlers } from "./handlers/service-accounts.ts";
import { settingsHandlers } from "./handlers/settings.ts";
import { tokenDetailHandlers } from "./handlers/token-details.ts";
import { tokenHandlers } from "./handlers/tokens.ts";
import { verifierHandlers } from "./handlers/verifiers.ts";
import { webhookHandlers } from "./handlers/webhooks.ts";
import { takeOnlyJson } from "./json.ts";
import type { Metrics } from "./metrics.ts";
import { serveMetrics } from "./metrics.ts";
import { mount } from "./mount.ts";
import { servePage } from "./page.ts";
import { answerBrokenRequest, answerProblem } from "./problem.ts";
import { readablePath } from "./readable-path.ts";
import { requestIdOf } from "./request-id.ts";
import { sendSecurityHeaders } from "./security-headers.ts";
import { followSilentConnections } from "./silent-connections.ts";
import { traceRequests } from "./spans.ts";

export interface ServerOptions {
  app: App;
  log: FastifyBaseLogger;
  /** CIDR ranges of proxies whose X-Forwarded-* is believed; none by default. */
  trustProxy: readonly string[];
  /** The folder with the built page. */
  pageFolder: string;
  /** Left out = nobody may read them. */
  metrics?: Metrics | undefined;
  /** How many clients may be connected. */
  maxConnections?: number;
  patience?: Patience;
}

/** The HTTP server: every route of the contract, and the page. */
export async function buildServer({
  app,
  log,
  trustProxy,
  pageFolder,
  metrics,
  maxConnections = LIMITS.connections,
  patience = PATIENCE,
}: ServerOptions): Promise<FastifyInstance> {
  const server = Fastify({
    loggerInstance: log,
    bodyLimit: LIMITS.bodyBytes,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    genReqId: ({ headers }) => requestIdOf(headers),
    rewriteUrl: ({ url = "/" }) => readablePath(withoutBase(url, app.basePath)),
    serverFactory: (framework) => createFront({ app, log, trustProxy, maxConnections, patience }, framework),
    frameworkErrors: answerProblem,
    clientErrorHandler: answerBrokenRequest,
    logController: new LogController({ disableRequestLogging: true }),
    // However long an id is, its route says that there is nothing with it: the header fields' limit bounds the address.
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true, maxParamLength: 16_384 },
  });
  followRequests(server, app);
  const endSilentConnections = followSilentConnections(server.server);
  server.addHook("preClose", async () => endSilentConnections());
  server.setErrorHandler(answerProblem);
  sendSecurityHeaders(server, app);
  takeOnlyJson(server);
  await mount(server, app, {
    ...accessHandlers,
    ...auditHandlers,
    ...checkHandlers,
    ...dataprepHandlers,
    ...identityHandlers,
    ...installationHandlers,
    ...loginCodeHandlers,
    ...memberHandlers,
    ...oauthHandlers,
    ...profileHandlers,
    ...projectHandlers,
    ...projectTokenHandlers,
    ...scimHandlers,
    ...serviceAccountHandlers,
    ...settingsHandlers,
    ...tokenHandlers,
    ...tokenDetailHandlers,
    ...verifierHandlers,
    ...webhookHandlers,
  });
  serveMetrics(server, metrics);
  await servePage(server, { pageFolder, basePath: app.basePath });
  return server;
}

/** Each is answered with its id, traced, counted, and logged unless it is routine. */
function followRequests(server: FastifyInstance, app: App): void {
  traceRequests(server);
  server.addHook("onRequest", async (request, reply) => {
    void reply.header("X-Request-Id", request.id);
    // Whoever asks next has to find another server.
    if (app.state.draining) void reply.header("Connection", "close");
  });
  server.addHook("onResponse", async (request, reply) => {
    const { method, ip } = request;
    const route = request.routeOptions.config.path ?? "other";
    app.service.meters.answered({ method, route, status: reply.statusCode, ms: reply.elapsedTime });
    if (isRoutine(request.url)) return;
    const path = request.url.split("?", 1)[0];
    request.log.info(
      { method, path, ip, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      "request",
    );
  });
}

/** Health probes, readers of metrics and renewals of leases come every few seconds and say nothing. */
function isRoutine(url: string): boolean {
  return /^\/(?:livez|readyz|metrics)$/.test(url) || /^\/v1\/verifiers\/[^/]+\/lease$/.test(url);
}
