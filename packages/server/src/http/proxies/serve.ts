import type { FastifyBaseLogger } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Told } from "../../service/check-token.ts";
import { tellToken } from "../../service/check-token.ts";
import type { App } from "../app.ts";
import type { Client } from "../client-address.ts";
import type { Answer } from "../headers.ts";
import { refusalOf } from "../problem.ts";
import { requestIdOf } from "../request-id.ts";
import { spanOf } from "../spans.ts";
import { allow, refusalFor, refuse } from "./answer.ts";
import { loggable } from "./original-request.ts";
import type { Profile } from "./profile.ts";
import type { Target } from "./question.ts";
import { readOriginal, readQuestion } from "./question.ts";

/** A proxy's question as it arrived. */
export interface Asked {
  profile: Profile;
  target: Target;
  client: Client;
  request: IncomingMessage;
  response: ServerResponse;
}

/** Answers a proxy's question on the bare server: its body is not read, whatever it says it is. */
export function serveProxyCheck(app: App, log: FastifyBaseLogger, asked: Asked): void {
  const { headers: askedWith, method = "GET" } = asked.request;
  const requestId = requestIdOf(askedWith);
  const endSpan = spanOf({ headers: askedWith, method, route: `/auth/${asked.profile}` });
  const send = ({ status, headers, body }: Answer) => {
    // A proxy keeps its connection for the next question, which a server about to end has no time for.
    if (app.state.draining) headers.push("Connection", "close");
    asked.response.writeHead(status, headers).end(body);
    endSpan(status);
  };
  const fail = (error: unknown) => {
    const ownLog = log.child({ reqId: requestId });
    const refusal = refusalOf(error as Error, { log: ownLog });
    // Most likely a slip in the proxy's configuration, which its operator looks for here.
    if (refusal.code === "invalid_request") {
      ownLog.info({ profile: asked.profile, detail: refusal.message }, "proxy's question refused");
    }
    send(refuse(asked.profile, refusal, requestId));
  };
  try {
    const answer = answerTo(app, log, { ...asked, requestId });
    if (answer instanceof Promise) answer.then(send).catch(fail);
    else send(answer);
  } catch (error) {
    fail(error);
  }
}

/** Question, check, answer: in this turn where memory knows the token. */
function answerTo(
  { service, usage }: App,
  log: FastifyBaseLogger,
  { profile, request, requestId, ...where }: Asked & { requestId: string },
): Answer | Promise<Answer> {
  const startedAt = service.monotonic();
  const original = readOriginal(profile, request, where);
  const { value, ip, demand } = readQuestion(profile, request, { ...where, original });
  const answer = (told: Told): Answer => {
    service.meters.checked(profile, told.code, service.monotonic() - startedAt);
    if (told.valid) {
      usage.record({
        tokenId: told.token.id,
        atMs: service.now(),
        ip: ip || null,
        userAgent: request.headers["user-agent"] ?? null,
        verifier: service.verifier.name,
      });
      return allow(told, requestId);
    }
    const { code, denialId, tokenId } = told;
    log.info(
      { reqId: requestId, code, denialId, tokenId, profile, ip, ...loggable(original) },
      "token refused",
    );
    return refuse(profile, refusalFor(told, demand.scopes), requestId);
  };
  const told = tellToken(service, { value }, { scopes: demand.scopes, projectSlug: demand.projectSlug, ip });
  return told instanceof Promise ? told.then(answer) : answer(told);
}
