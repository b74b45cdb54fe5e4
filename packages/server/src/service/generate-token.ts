import type { TokenKind } from "@tokenhouse/sdk";
import { digestToken, mintToken } from "@tokenhouse/sdk";
import { randomUUID } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import { coversIpRules } from "../core/ip.ts";
import type { Lifetime } from "../core/policy.ts";
import { expiryOf, refuseExcessScopes } from "../core/policy.ts";
import type { Role, ServiceRole } from "../core/policy.ts";
import type { RateLimit } from "../core/rate-limit.ts";
import { coversRateLimit } from "../core/rate-limit.ts";
import { coverAll } from "../core/scope.ts";
import type { Principal, Token } from "../core/token.ts";
import type { Trx } from "../storage/open.ts";
import { getProject } from "../storage/projects.ts";
import { insertToken, isNameTaken } from "../storage/tokens.ts";
import { audit, byCaller } from "./audit.ts";
import { change } from "./change.ts";
import type { Caller, Service } from "./context.ts";
import { refuseReplay, rememberKey } from "./replay.ts";

export interface NewToken {
  name?: string | undefined;
  description: string;
  /** As it came in: judged by the project's policy. */
  lifetime: Lifetime;
  scopes?: readonly string[] | undefined;
  ipAllowList: readonly string[];
  rateLimit: RateLimit | null;
  idempotencyKey?: string | undefined;
}

/** Whom a token is for, as things are inside the transaction; throws when they may have none. */
export type FindHolder = (trx: Trx) => Promise<{ holder: Principal; role: Role | ServiceRole }>;

/**
 * Generates a token in the caller's project. Everything that decides is read inside the transaction that inserts, so
 * no right can be taken away in between.
 */
export async function generateToken(
  service: Service,
  caller: Caller,
  { kind, input, findHolder }: { kind: TokenKind; input: NewToken; findHolder: FindHolder },
): Promise<{ value: string; token: Token }> {
  const { value, hint } = mintToken(service.tokenPrefix, kind, service.random);
  const digest = Buffer.from(digestToken(value), "hex");
  const token = await change(service, caller, async (trx, revision) => {
    await refuseReplay(trx, caller, input);
    const { holder, role } = await findHolder(trx);
    const token = await judged(service, trx, { caller, input, kind, hint, holder, role });
    await refuseTakenName(trx, token);
    await insertToken(caller.project.id, trx, { ...token, digest });
    await rememberKey(trx, caller, { input, tokenId: token.id, atMs: token.createdAtMs });
    const { scopes, ipAllowList, rateLimit, expiresAtMs } = token;
    const detail = { scopes, ipAllowList, ...(rateLimit && { rateLimit }), expiresAtMs };
    await audit(trx, byCaller(caller), {
      event: "token.created",
      at: token.createdAtMs,
      revision,
      token,
      detail,
    });
    return token;
  });
  return { value, token };
}

interface Wanted {
  caller: Caller;
  input: NewToken;
  kind: TokenKind;
  hint: string;
  holder: Principal;
  role: Role | ServiceRole;
}

/** The token as asked for, if the caller's credential, the holder's role and the project's rules allow all of it. */
async function judged(
  service: Service,
  trx: Trx,
  { caller, input, kind, hint, holder, role }: Wanted,
): Promise<Token> {
  const id = randomUUID();
  const scopes = input.scopes ?? ["*"];
  refuseExcessScopes({ role, scopes: caller.scopes }, scopes);
  refuseOtherAddresses(caller, input.ipAllowList);
  refuseLooserLimit(caller, input.rateLimit);
  const createdAtMs = service.now();
  return {
    id,
    projectId: caller.project.id,
    kind,
    name: input.name ?? `token-${id.slice(0, 13)}`,
    description: input.description,
    hint,
    scopes,
    ipAllowList: input.ipAllowList,
    rateLimit: input.rateLimit,
    version: 1,
    overlapEndsAtMs: null,
    holder,
    createdBy: caller.principal,
    createdAtMs,
    expiresAtMs: expiryOf(input.lifetime, await getProject(caller.project.id, trx), createdAtMs),
    lastUsedAtMs: null,
    lastUsedIp: null,
    lastUsedUserAgent: null,
    lastUsedBy: null,
    revokedAtMs: null,
    revokeReason: null,
  };
}

/** A token that is bound to addresses hands on nothing that is not. */
export function refuseOtherAddresses(caller: Caller, ipAllowList: readonly string[]): void {
  if (coversIpRules(caller.ipAllowList, ipAllowList)) return;
  const own = caller.ipAllowList.join(", ");
  throw new Refusal("insufficient_scope", `A token made with this one must keep to its addresses: ${own}`);
}

/** A token that is limited hands on nothing that is less so. Each counts for itself. */
export function refuseLooserLimit({ rateLimit: own }: Caller, wanted: RateLimit | null): void {
  if (own === null || coversRateLimit(own, wanted)) return;
  throw new Refusal(
    "insufficient_scope",
    `A token made with this one needs a rate limit, of at most its own ${own.requests} requests in ${own.windowSeconds} s`,
  );
}

/** Whoever calls by a token brings nothing to life, or into their hands, that can do more than it. */
export function refuseBroaderToken(caller: Caller, token: Token): void {
  if (!coverAll(caller.scopes, token.scopes)) {
    throw new Refusal(
      "insufficient_scope",
      `This token can do more than the one you call with: ${token.scopes.join(", ")}`,
    );
  }
  refuseOtherAddresses(caller, token.ipAllowList);
  refuseLooserLimit(caller, token.rateLimit);
}

async function refuseTakenName(trx: Trx, token: Token): Promise<void> {
  if (await isNameTaken(token.projectId, trx, token)) {
    throw new Refusal("name_taken", `${token.holder.name} already has a token with this name`, {
      errors: [{ path: "name", message: "is taken by another token of the same holder" }],
    });
  }
}
