import type { FastifyBaseLogger } from "fastify";
import type { Routes } from "../../contract/index.ts";
import type { RouteOutput } from "../../contract/route.ts";
import { Refusal } from "../../core/errors.ts";
import type { TokenRecord } from "../../core/verdict.ts";
import type { Check, Presented } from "../../service/check-token.ts";
import { checkToken } from "../../service/check-token.ts";
import type { App } from "../app.ts";
import type { Handlers } from "../mount.ts";
import { instantOf } from "../wire.ts";

export const checkHandlers: Pick<Handlers, "verifyToken"> = {
  async verifyToken(app, { caller, body, request }) {
    const { token, digest, scopes = [], ip, userAgent, atLeast = 0 } = body;
    const presented: Presented = token === undefined ? { digest: digest ?? "" } : { value: token };
    const check = await checkToken(app.service, presented, { scopes, ip, projectId: caller.project.id });
    if (check.revision < atLeast) throw notYet(atLeast, check.revision);
    return answerCheck(app, check, { ip, userAgent, log: request.log });
  },
};

interface Asker {
  ip: string | undefined;
  userAgent: string | undefined;
  log: FastifyBaseLogger;
}

/** A check as the wire has it. One that let somebody through counts as a use, any other is logged with its reason. */
export function answerCheck(
  { service, usage }: App,
  check: Check,
  { ip, userAgent, log }: Asker,
): RouteOutput<Routes["verifyToken"]> {
  if (check.valid) {
    usage.record({
      tokenId: check.record.token.id,
      atMs: service.now(),
      ip: ip ?? null,
      userAgent: userAgent ?? null,
      verifier: service.verifier.name,
    });
    return { valid: true, code: "valid", ...wireRecord(check.record), revision: check.revision };
  }
  const { code, denialId, revision, tokenId } = check;
  log.info({ code, denialId, tokenId }, "token refused");
  return { valid: false, code, denialId, revision };
}

function wireRecord({ token, project }: TokenRecord) {
  const { id, kind, name, scopes, holder, expiresAtMs } = token;
  return {
    token: { id, kind, name, scopes: [...scopes], expiresAt: instantOf(expiresAtMs) },
    holder,
    project: { id: project.id, slug: project.slug },
  };
}

function notYet(atLeast: number, revision: number): Refusal {
  return new Refusal("unavailable", `Revision ${atLeast} is not known here yet; the newest is ${revision}`, {
    headers: { "Retry-After": "1" },
  });
}
