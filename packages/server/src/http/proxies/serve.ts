import type { FastifyBaseLogger } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import { checkToken } from "../../service/check-token.ts";
import type { App } from "../app.ts";
import type { Client } from "../client-address.ts";
import { refusalOf } from "../problem.ts";
import { requestIdOf } from "../request-id.ts";
import type { Answer } from "./answer.ts";
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
export async function serveProxyCheck(app: App, log: FastifyBaseLogger, asked: Asked): Promise<void> {
  const { response, profile, request } = asked;
  const requestId = requestIdOf(request.headers);
  let answer: Answer;
  try {
    answer = await answerTo(app, log, { ...asked, requestId });
  } catch (error) {
    const ownLog = log.child({ reqId: requestId });
    const refusal = refusalOf(error as Error, { log: ownLog });
    // Most likely a slip in the proxy's configuration, which its operator looks for here.
    if (refusal.code === "invalid_request") {
      ownLog.info({ profile, detail: refusal.message }, "proxy's question refused");
    }
    answer = refuse(profile, refusal, requestId);
  }
  // A proxy keeps its connection for the next question, which a server about to end has no time for.
  if (app.state.draining) answer.headers.push("Connection", "close");
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

/** Question, check, answer. */
async function answerTo(
  { service, usage }: App,
  log: FastifyBaseLogger,
  { profile, request, requestId, ...where }: Asked & { requestId: string },
): Promise<Answer> {
  const original = readOriginal(profile, request, where);
  const { value, ip, demand } = readQuestion(profile, request, { ...where, original });
  const check = await checkToken(service, { value }, { ...demand, ip });
  if (check.valid) {
    usage.record({
      tokenId: check.record.token.id,
      atMs: service.now(),
      ip: ip || null,
      userAgent: request.headers["user-agent"] ?? null,
      verifier: service.verifier.name,
    });
    return allow(check, requestId);
  }
  const { code, denialId, tokenId } = check;
  log.info(
    { reqId: requestId, code, denialId, tokenId, profile, ip, ...loggable(original) },
    "token refused",
  );
  return refuse(profile, refusalFor(check, demand.scopes), requestId);
}
