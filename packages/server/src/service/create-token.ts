import { digestToken, mintToken } from "@tokenhouse/sdk";
import { randomUUID } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import { coversIpRules } from "../core/ip.ts";
import { expiryOf, mayHoldTokens, refuseExcessScopes } from "../core/policy.ts";
import type { Token } from "../core/token.ts";
import { findIdempotencyKey, insertIdempotencyKey } from "../storage/idempotency-keys.ts";
import type { Trx } from "../storage/open.ts";
import { inChange } from "../storage/open.ts";
import { getProject } from "../storage/projects.ts";
import { insertToken, isNameTaken } from "../storage/tokens.ts";
import { findMembership } from "../storage/users.ts";
import { audit, byCaller } from "./audit.ts";
import type { Caller, Service } from "./context.ts";
import { digestSecret } from "./context.ts";

export interface NewToken {
  name?: string | undefined;
  description: string;
  /** As it came in: judged by the project's policy. */
  lifetimeDays?: unknown;
  scopes?: readonly string[] | undefined;
  ipAllowList: readonly string[];
  idempotencyKey?: string | undefined;
}

/**
 * Generates a personal token for the caller in the caller's project. Everything that decides is read inside the
 * transaction that inserts, so no right can be taken away in between.
 */
export async function createToken(
  service: Service,
  caller: Caller,
  input: NewToken,
): Promise<{ value: string; token: Token }> {
  const minted = mintToken(service.tokenPrefix, "personal", service.random);
  const token = await inChange(service.db, async (trx, revision) => {
    const id = randomUUID();
    await refuseReplay(trx, caller, input);
    const expiresAtMs = await judge(service, trx, { caller, input });
    const token: Token = {
      ...textsOf(id, input),
      id,
      projectId: caller.project.id,
      kind: "personal",
      hint: minted.hint,
      scopes: input.scopes ?? ["*"],
      ipAllowList: input.ipAllowList,
      version: 1,
      holder: caller.principal,
      createdBy: caller.principal,
      createdAtMs: service.now(),
      expiresAtMs,
      lastUsedAtMs: null,
      lastUsedIp: null,
      revokedAtMs: null,
      revokeReason: null,
    };
    await refuseTakenName(trx, token);
    await insertToken(caller.project.id, trx, {
      ...token,
      digest: Buffer.from(digestToken(minted.value), "hex"),
    });
    await rememberKey(trx, token, { caller, input });
    await audit(trx, byCaller(caller), {
      event: "token.created",
      revision,
      at: token.createdAtMs,
      token,
      detail: { scopes: token.scopes, ipAllowList: token.ipAllowList, expiresAtMs },
    });
    return token;
  });
  return { value: minted.value, token };
}

/** May this caller make this token, by the rules as they are now? Answers the instant of its expiry. */
async function judge(
  service: Service,
  trx: Trx,
  { caller, input }: { caller: Caller; input: NewToken },
): Promise<number | null> {
  const project = await getProject(caller.project.id, trx);
  const member = await findMembership(project.id, trx, caller.principal.id);
  if (caller.principal.type !== "user" || !member || !mayHoldTokens(project, member)) {
    throw new Refusal(
      "not_allowed_to_generate",
      "Your role in this project does not allow you to generate access tokens",
    );
  }
  refuseExcessScopes({ role: member.role, scopes: caller.scopes }, input.scopes ?? ["*"]);
  if (!coversIpRules(caller.ipAllowList, input.ipAllowList)) {
    throw new Refusal(
      "insufficient_scope",
      `A token made with this one must keep to its addresses: ${caller.ipAllowList.join(", ")}`,
    );
  }
  return expiryOf(input.lifetimeDays, project, service.now());
}

function textsOf(id: string, { name, description }: NewToken): { name: string; description: string } {
  return { name: name ?? `token-${id.slice(0, 8)}`, description };
}

async function refuseTakenName(trx: Trx, token: Token): Promise<void> {
  if (await isNameTaken(token.projectId, trx, token)) {
    throw new Refusal("name_taken", "You already have a token with this name", {
      errors: [{ path: "name", message: "is taken by another of your tokens" }],
    });
  }
}

/** A repeated request makes no second token. The value of the first cannot be given again: it is not stored. */
async function refuseReplay(trx: Trx, caller: Caller, input: NewToken): Promise<void> {
  if (input.idempotencyKey === undefined) return;
  const found = await findIdempotencyKey(caller.project.id, trx, {
    userId: caller.principal.id,
    keyDigest: digestSecret(input.idempotencyKey),
  });
  if (!found) return;
  if (!requestDigest(input).equals(found.requestDigest)) {
    throw new Refusal(
      "idempotency_key_mismatch",
      "This Idempotency-Key was sent with another request before",
    );
  }
  throw new Refusal(
    "idempotency_key_used",
    `This request has already made the token ${found.tokenId}. Its value was in the first answer only: ` +
      "if that was lost, delete the token and ask again with a new key",
    { headers: { Location: `/v1/tokens/${found.tokenId}` } },
  );
}

async function rememberKey(
  trx: Trx,
  token: Token,
  { caller, input }: { caller: Caller; input: NewToken },
): Promise<void> {
  if (input.idempotencyKey === undefined) return;
  await insertIdempotencyKey(caller.project.id, trx, {
    userId: caller.principal.id,
    keyDigest: digestSecret(input.idempotencyKey),
    requestDigest: requestDigest(input),
    tokenId: token.id,
    createdAtMs: token.createdAtMs,
  });
}

function requestDigest({ idempotencyKey: _, ...request }: NewToken): Buffer {
  return Buffer.from(digestSecret(JSON.stringify(request)));
}
