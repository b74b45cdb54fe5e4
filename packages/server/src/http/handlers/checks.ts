import type { FastifyBaseLogger } from "fastify";
import type { z } from "zod";
import type { Routes } from "../../contract/index.ts";
import type { RouteOutput } from "../../contract/route.ts";
import type { Asks } from "../../core/meters.ts";
import type { Told } from "../../service/check-token.ts";
import { tellToken } from "../../service/check-token.ts";
import type { App } from "../app.ts";
import type { Handlers } from "../mount.ts";

export const checkHandlers: Pick<Handlers, "verifyToken" | "verifyTokens"> = {
  verifyToken: (app, { caller, body, request }) =>
    answerVerify(app, { projectId: caller.project.id, log: () => request.log }, body),
  verifyTokens: (app, { caller, body, request }) =>
    answerVerifyBatch(app, { projectId: caller.project.id, log: () => request.log }, body),
};

/** Who asks about tokens: only those of their own project are known to them. */
export interface Asker {
  projectId: string;
  /** Only called when there is something to say. No accessor: each one would give its object a hidden class of its own. */
  log: () => FastifyBaseLogger;
}

/** A verdict as the wire has it. */
export type Answer = RouteOutput<Routes["verifyToken"]>;
type VerifyBody = z.output<Routes["verifyToken"]["body"]>;
type BatchBody = z.output<Routes["verifyTokens"]["body"]>;

/** Answers in this turn what memory knows. */
export function answerVerify(
  app: App,
  asker: Asker,
  { token, digest, scopes, ip, userAgent, atLeast }: VerifyBody,
): Answer | Promise<Answer> {
  const startedAt = app.service.monotonic();
  const presented = token === undefined ? { digest: digest ?? "" } : { value: token };
  const told = tellToken(app.service, presented, {
    scopes: scopes ?? NO_SCOPES,
    ip,
    projectId: asker.projectId,
    atLeast,
  });
  const where: Where = { asks: "verify", startedAt, ip, userAgent, asker };
  return told instanceof Promise
    ? told.then((late) => recordTold(app, late, where))
    : recordTold(app, told, where);
}

export async function answerVerifyBatch(app: App, asker: Asker, { checks, atLeast }: BatchBody) {
  const verdicts = checks.map(async (question) => answerVerify(app, asker, { ...question, atLeast }));
  return { verdicts: await Promise.all(verdicts) };
}

const NO_SCOPES: readonly string[] = [];

interface Where {
  asks: Asks;
  /** On the monotonic clock. */
  startedAt: number;
  ip: string | undefined;
  userAgent: string | undefined;
  asker: Pick<Asker, "log">;
}

/** A check as the wire has it. One that let somebody through counts as a use, any other is logged with its reason. */
export function recordTold(
  { service, usage }: App,
  told: Told,
  { asks, startedAt, ip, userAgent, asker }: Where,
): Answer {
  service.meters.checked(asks, told.code, service.monotonic() - startedAt);
  if (told.valid) {
    usage.record({
      tokenId: told.token.id,
      atMs: service.now(),
      ip: ip ?? null,
      userAgent: userAgent ?? null,
      verifier: service.verifier.name,
    });
    return told;
  }
  const { tokenId, ...verdict } = told;
  asker.log().info({ code: verdict.code, denialId: verdict.denialId, tokenId }, "token refused");
  return verdict;
}
