import type { Token } from "../../core/token.ts";
import { createToken } from "../../service/create-token.ts";
import { deleteToken } from "../../service/delete-token.ts";
import { listAllOwnTokens } from "../../service/list-tokens.ts";
import { getVisibleToken } from "../../service/token-access.ts";
import type { Handlers } from "../mount.ts";
import { instantOf } from "../../core/wire-token.ts";

export const dataprepHandlers: Pick<
  Handlers,
  "createApiAccessToken" | "listApiAccessTokens" | "getApiAccessToken" | "deleteApiAccessToken"
> = {
  async createApiAccessToken({ service }, { caller, body }) {
    const { description, lifetimeSeconds } = body;
    const { ipAllowList, rateLimit } = caller;
    const scopes = caller.scopes.includes("*") ? undefined : caller.scopes;
    const input = { description, lifetime: { seconds: lifetimeSeconds }, scopes, ipAllowList, rateLimit };
    const { value, token } = await createToken(service, caller, input);
    return { tokenValue: value, tokenInfo: tokenInfoOf(token) };
  },

  async listApiAccessTokens({ service, usage }, { caller }) {
    await usage.flush();
    return { data: (await listAllOwnTokens(service, caller)).map(tokenInfoOf) };
  },

  async getApiAccessToken({ service, usage }, { caller, params }) {
    await usage.flush();
    return tokenInfoOf(await getVisibleToken(caller, service.db, params.tokenId));
  },

  async deleteApiAccessToken({ service }, { caller, params }) {
    await deleteToken(service, caller, params.tokenId);
    return undefined;
  },
};

function tokenInfoOf({ id, description, expiresAtMs, lastUsedAtMs, createdAtMs }: Token) {
  return {
    tokenId: id,
    description,
    expiredAt: instantOf(expiresAtMs),
    lastUsed: instantOf(lastUsedAtMs),
    createdAt: instantOf(createdAtMs),
  };
}
