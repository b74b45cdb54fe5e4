import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";
import type { z } from "zod";
import type { OperationId, Routes } from "../contract/index.ts";
import { listRoutes } from "../contract/index.ts";
import type { BodyMedia, Route, RouteInput, RouteOutput } from "../contract/route.ts";
import { bodyMediaOf } from "../contract/route.ts";
import { ERRORS, Refusal } from "../core/errors.ts";
import { plainIp } from "../core/ip.ts";
import { LIMITS } from "../core/limits.ts";
import { redactTokens } from "../core/redact.ts";
import { auditRefusedAct } from "../service/audit.ts";
import { inChangeLane } from "../service/change-lane.ts";
import type { Caller, Origin } from "../service/context.ts";
import type { Authenticated } from "./authenticate.ts";
import { authenticate, authorize } from "./authenticate.ts";
import type { App } from "./app.ts";
import { readSessionCookies } from "./cookies.ts";
import type { Credential } from "./credential.ts";
import { readCredential } from "./credential.ts";
import { takeOnlyForms } from "./form.ts";
import type { InTurn } from "./lanes.ts";
import { createLanes, isForChanges, laneOf, laneOfCredential } from "./lanes.ts";
import { clientOfBasic, clientOfForm, refuseSecondClient } from "./oauth-client.ts";
import { answerOAuthError } from "./oauth-error.ts";
import { answerException, answerProblem, refuseFaults } from "./problem.ts";
import { takeScim } from "./scim/body.ts";
import { answerScimError } from "./scim/refusal.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Of a declared route: `/v1/tokens/{id}`. */
    path?: string;
  }
}

type CallerOf<R extends Route> = R extends { credentials: readonly [] } | { withoutProject: true }
  ? undefined
  : Caller;

/** What a handler works with besides the app: validated input, whoever calls, and the reply for its cookies. */
export interface Call<R extends Route> extends RouteInput<R> {
  caller: CallerOf<R>;
  session: Authenticated["session"];
  origin: Origin;
  request: FastifyRequest;
  reply: FastifyReply;
}

type Answer<R extends Route> = RouteOutput<R> | Promise<RouteOutput<R>>;

/** One handler for every declared route: a missing one does not compile. */
export type Handlers = { [K in OperationId]: (app: App, call: Call<Routes[K]>) => Answer<Routes[K]> };

type AnyHandler = (app: App, call: object) => unknown;

const NOBODY: Authenticated = { caller: undefined, session: undefined };

const METHODS: HTTPMethods[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

/** Puts every route of the contract on the server, and a 405 on every method that a path does not have. */
export async function mount(server: FastifyInstance, app: App, handlers: Handlers): Promise<void> {
  const inTurn = createLanes(app.service.monotonic, app.service.meters.overloaded);
  for (const [media, routes] of Map.groupBy(listRoutes(), ([, route]) => bodyMediaOf(route))) {
    await server.register((part, _, done) => {
      TAKE[media]?.(part);
      mountRoutes(part, app, { routes, handlers, inTurn });
      done();
    });
  }
}

/** Lets a part of the server take other bodies than the whole of it does, which is JSON. */
const TAKE: Partial<Record<BodyMedia, (part: FastifyInstance) => void>> = {
  "application/scim+json": takeScim,
  "application/x-www-form-urlencoded": takeOnlyForms,
};

function mountRoutes(
  server: FastifyInstance,
  app: App,
  {
    routes,
    handlers,
    inTurn,
  }: { routes: readonly [OperationId, Route][]; handlers: Handlers; inTurn: InTurn },
): void {
  for (const [path, samePath] of Map.groupBy(routes, ([, route]) => route.path)) {
    const url = path.replaceAll(/\{(\w+)\}/g, ":$1");
    for (const [operationId, route] of samePath) {
      const handler = handlers[operationId] as AnyHandler;
      mountRoute(server, app, { operationId, url, route, handler, inTurn });
    }
    refuseOtherMethods(
      server,
      url,
      samePath.map(([, route]) => route),
    );
  }
}

function mountRoute(
  server: FastifyInstance,
  app: App,
  {
    operationId,
    url,
    route,
    handler,
    inTurn,
  }: { operationId: string; url: string; route: Route; handler: AnyHandler; inTurn: InTurn },
): void {
  const onItsConnections = isForChanges(operationId, route) ? inChangeLane : atOnce;
  const lane = laneOf(operationId, route);
  const known = new WeakMap<FastifyRequest, { authenticated: Authenticated; origin: Origin }>();
  const letIn = async (request: FastifyRequest, credential: Credential) => {
    const origin = originOf(request, credential.carrier);
    const authenticated =
      route.credentials.length === 0
        ? NOBODY
        : await authenticateRequest(app, route, { request, credential, origin });
    known.set(request, { authenticated, origin });
    if (route.credentials.length > 0) {
      await auditingRefusals(app, { operationId, route, authenticated, origin }, () =>
        authorize(route, authenticated),
      );
    }
    recordUse(app, authenticated);
  };
  server.route({
    method: route.method,
    url,
    config: { path: route.path },
    errorHandler: errorHandlerOf(route),
    ...(route.bodyBytes !== undefined && { bodyLimit: route.bodyBytes }),
    // Before the body is read: whoever may not call learns nothing about what a good call looks like.
    onRequest: async (request) => {
      const credential = credentialOf(request, route);
      const isInForm = credential.carrier === "none" && takesClients(route);
      const arrive = () => onItsConnections(() => letIn(request, credential));
      if (!isInForm) await inTurn(laneOfCredential(credential), request, arrive);
    },
    preHandler: async (request) => {
      const arrived = known.get(request);
      if (!arrived) await onItsConnections(() => letIn(request, clientOfForm(request.body)));
      else if (takesClients(route)) {
        refuseSecondClient(request.body, arrived.authenticated.caller?.origin.tokenId);
      }
    },
    handler: async (request, reply) => {
      const arrived = known.get(request);
      if (!arrived) throw new Error(`${url} was reached around its authentication`);
      const { authenticated, origin } = arrived;
      const { caller, session } = authenticated;
      const call = { ...validate(route, request), caller, session, origin, request, reply };
      const work = () =>
        auditingRefusals(app, { operationId, route, authenticated, origin }, () => handler(app, call));
      const output = await inTurn(lane, request, () => onItsConnections(work));
      return sendOutput(route, reply.headers(authenticated.headers ?? {}), output);
    },
  });
}

function atOnce<T>(work: () => T): T {
  return work();
}

function sendOutput(route: Route, reply: FastifyReply, output: unknown): FastifyReply {
  void reply.header("Cache-Control", "no-store").status(route.answer.status);
  if (route.answer.media) void reply.type(`${route.answer.media}; charset=utf-8`);
  return reply.send(route.answer.body?.parse(output));
}

async function authenticateRequest(
  app: App,
  route: Route,
  { request, credential, origin }: { request: FastifyRequest; credential: Credential; origin: Origin },
): Promise<Authenticated> {
  return authenticate(
    { service: app.service, onDenied: (denial) => request.log.info(denial, "token refused") },
    route,
    {
      credential,
      origin,
      projectSlug: headerOf(request, "tokenhouse-project"),
      csrfToken: headerOf(request, "x-tokenhouse-csrf"),
      code: headerOf(request, "tokenhouse-code"),
      isSafe: request.method === "GET" || request.method === "HEAD",
    },
  );
}

/** Only what was let through counts as a use. */
function recordUse({ service, usage }: App, { caller }: Authenticated): void {
  if (!caller?.origin.tokenId) return;
  const { tokenId, ip, userAgent } = caller.origin;
  usage.record({ tokenId, atMs: service.now(), ip, userAgent, verifier: service.verifier.name });
}

/** An act that somebody known was not permitted stands in the audit log. */
async function auditingRefusals<T>(
  { service }: App,
  {
    operationId,
    route,
    authenticated: { caller, session },
    origin,
  }: { operationId: string; route: Route; authenticated: Authenticated; origin: Origin },
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isAct = route.method !== "GET" && error instanceof Refusal && ERRORS[error.code].status === 403;
    const who = caller ?? (session && { user: session.user, origin });
    if (isAct && who) await auditRefusedAct(service, who, { operationId, error });
    throw error;
  }
}

function credentialOf(request: FastifyRequest, route: Route): Credential {
  const sessionCookies = readSessionCookies(request.headers.cookie);
  const { headers, query } = request;
  const credential = readCredential({ headers, rawHeaders: request.raw.rawHeaders, query, sessionCookies });
  const isClient = credential.carrier === "basic" && takesClients(route);
  return isClient ? clientOfBasic(credential) : credential;
}

function originOf(request: FastifyRequest, carrier: Credential["carrier"]): Origin {
  return {
    // A client shows a token, whichever way.
    carrier: carrier === "client" ? "bearer" : carrier,
    tokenId: null,
    // Whoever has hung up has no address any more.
    ip: plainIp(request.ip ?? ""),
    userAgent: redactTokens(headerOf(request, "user-agent") ?? "").slice(0, LIMITS.userAgentLength),
    requestId: request.id,
  };
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

function validate(route: Route, request: FastifyRequest): RouteInput<Route> {
  return {
    params: parse(route.params, request.params, nothingThere),
    query: parse(route.query, request.query, refuseFaults),
    body: parse(route.body, request.body ?? {}, refuseFaults),
  };
}

function parse(
  schema: z.ZodObject | undefined,
  input: unknown,
  refusal: (error: z.ZodError) => Refusal,
): Record<string, never> {
  const parsed = schema?.safeParse(input);
  if (parsed?.success === false) throw refusal(parsed.error);
  return (parsed?.data ?? {}) as Record<string, never>;
}

/** An id that cannot be one names nothing, like any id that is not there. */
function nothingThere(): Refusal {
  return new Refusal("not_found", "There is nothing with this id");
}

/** Its clients may authenticate in the form, and then cannot be known before it is read. */
function takesClients({ credentials }: Route): boolean {
  return credentials.includes("client");
}

function errorHandlerOf({ refusalStyle = "problem" }: Pick<Route, "refusalStyle">): typeof answerProblem {
  return REFUSALS[refusalStyle];
}

const REFUSALS = {
  problem: answerProblem,
  exception: answerException,
  oauth: answerOAuthError,
  scim: answerScimError,
};

export function refuseOtherMethods(
  server: FastifyInstance,
  url: string,
  routes: readonly Pick<Route, "method" | "refusalStyle">[],
): void {
  const methods: string[] = routes.map(({ method }) => method);
  const allowed = methods.includes("GET") ? ["HEAD", ...methods] : methods;
  server.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url,
    ...(routes[0] && { errorHandler: errorHandlerOf(routes[0]) }),
    onRequest: () => {
      throw new Refusal("method_not_allowed", `This address takes ${allowed.join(", ")}`, {
        headers: { Allow: allowed.join(", ") },
      });
    },
    handler: () => undefined,
  });
}
