import type { Token } from "../../core/token.ts";
import { createToken } from "../../service/create-token.ts";
import { deleteToken } from "../../service/delete-token.ts";
import { listTokens } from "../../service/list-tokens.ts";
import type { Receipt } from "../../service/receipt.ts";
import { restoreToken } from "../../service/restore-token.ts";
import { revokeToken } from "../../service/revoke-token.ts";
import { getVisibleToken } from "../../service/token-access.ts";
import type { App } from "../app.ts";
import { readIdempotencyKey } from "../idempotency-key.ts";
import type { Handlers } from "../mount.ts";
import { wireToken } from "../wire.ts";

export const tokenHandlers: Pick<
  Handlers,
  "createToken" | "listTokens" | "getToken" | "revokeToken" | "restoreToken" | "deleteToken"
> = {
  async createToken({ service }, { caller, body, request, reply }) {
    const idempotencyKey = readIdempotencyKey(request);
    const { value, token } = await createToken(service, caller, { ...body, idempotencyKey });
    void reply.header("Location", `/v1/tokens/${token.id}`);
    return { value, token: wireToken(token, service.now()) };
  },

  async listTokens({ service, usage }, { caller, query }) {
    await usage.flush();
    const { items, ...page } = await listTokens(service, caller, query);
    return { ...page, items: items.map((token) => wireToken(token, service.now())) };
  },

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

  async deleteToken({ service }, { caller, params }) {
    await deleteToken(service, caller, params.id);
    return undefined;
  },
};

function changed({ service }: App, { token, receipt }: { token: Token; receipt: Receipt }) {
  return { token: wireToken(token, service.now()), receipt };
}
