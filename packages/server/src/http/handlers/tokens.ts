import type { Token } from "../../core/token.ts";
import { changeOwnTokens } from "../../service/change-tokens.ts";
import { createToken } from "../../service/create-token.ts";
import { deleteToken } from "../../service/delete-token.ts";
import { listTokens, summarizeOwnTokens } from "../../service/list-tokens.ts";
import type { Receipt } from "../../service/receipt.ts";
import type { NewToken } from "../../service/generate-token.ts";
import { restoreToken } from "../../service/restore-token.ts";
import { revokeToken } from "../../service/revoke-token.ts";
import { endOverlap, rotateToken } from "../../service/rotate-token.ts";
import { getVisibleToken } from "../../service/token-access.ts";
import type { App } from "../app.ts";
import { readIdempotencyKey } from "../idempotency-key.ts";
import type { Handlers } from "../mount.ts";
import { tokenQueryOf } from "../token-query.ts";
import { wireToken } from "../../core/wire-token.ts";

export const tokenHandlers: Pick<
  Handlers,
  | "createToken"
  | "listTokens"
  | "summarizeTokens"
  | "getToken"
  | "revokeToken"
  | "restoreToken"
  | "rotateToken"
  | "endOverlap"
  | "deleteToken"
  | "changeTokens"
> = {
  async createToken({ service }, { caller, body, request, reply }) {
    const idempotencyKey = readIdempotencyKey(request);
    const input = { ...newTokenOf(body), idempotencyKey };
    const { value, token } = await createToken(service, caller, input);
    void reply.header("Location", `/v1/tokens/${token.id}`);
    return { value, token: wireToken(token, service.now()) };
  },

  async listTokens({ service, usage }, { caller, query }) {
    await usage.flush();
    const { items, ...page } = await listTokens(service, caller, tokenQueryOf(query));
    return { ...page, items: items.map((token) => wireToken(token, service.now())) };
  },

  summarizeTokens: ({ service }, { caller }) => summarizeOwnTokens(service, caller),

  async getToken({ service, usage }, { caller, params }) {
    await usage.flush();
    return wireToken(await getVisibleToken(caller, service.db, params.id), service.now());
  },

  async revokeToken(app, { caller, params, body }) {
    return changed(app, await revokeToken(app.service, caller, { ...params, ...body }));
  },

  async restoreToken(app, { caller, params }) {
    return changed(app, await restoreToken(app.service, caller, params.id));
  },

  async rotateToken({ service }, { caller, params, body, request }) {
    const idempotencyKey = readIdempotencyKey(request);
    const { value, token, receipt } = await rotateToken(service, caller, {
      ...params,
      ...body,
      idempotencyKey,
    });
    return { value, token: wireToken(token, service.now()), receipt };
  },

  async endOverlap(app, { caller, params }) {
    return changed(app, await endOverlap(app.service, caller, params.id));
  },

  async deleteToken({ service }, { caller, params }) {
    await deleteToken(service, caller, params.id);
    return undefined;
  },

  changeTokens: ({ service }, { caller, body }) => changeOwnTokens(service, caller, body),
};

/** The body of a creating route as the use case takes it. */
export function newTokenOf({ lifetimeDays, ...input }: NewTokenBody): NewToken {
  return { ...input, lifetime: { days: lifetimeDays } };
}

type NewTokenBody = Omit<NewToken, "lifetime"> & { lifetimeDays?: unknown };

function changed({ service }: App, { token, receipt }: { token: Token; receipt: Receipt }) {
  return { token: wireToken(token, service.now()), receipt };
}
