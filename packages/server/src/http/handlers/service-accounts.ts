import { createServiceToken } from "../../service/create-service-token.ts";
import {
  addServiceAccount,
  changeServiceAccount,
  getServiceAccount,
  listServiceAccounts,
  removeServiceAccount,
} from "../../service/service-accounts.ts";
import { readIdempotencyKey } from "../idempotency-key.ts";
import type { Handlers } from "../mount.ts";
import { instantOf, wireToken } from "../../core/wire-token.ts";
import { newTokenOf } from "./tokens.ts";

export const serviceAccountHandlers: Pick<
  Handlers,
  | "listServiceAccounts"
  | "addServiceAccount"
  | "getServiceAccount"
  | "changeServiceAccount"
  | "removeServiceAccount"
  | "createServiceToken"
> = {
  async listServiceAccounts({ service }, { caller, query }) {
    const { items, ...page } = await listServiceAccounts(service, caller, query);
    return { ...page, items: items.map(wireAccount) };
  },

  async addServiceAccount({ service }, { caller, body }) {
    return { serviceAccount: wireAccount(await addServiceAccount(service, caller, body)) };
  },

  async getServiceAccount({ service }, { caller, params }) {
    const where = { projectId: caller.project.id, id: params.id };
    return wireAccount(await getServiceAccount(service, service.db, where));
  },

  async changeServiceAccount({ service }, { caller, params, body }) {
    return {
      serviceAccount: wireAccount(await changeServiceAccount(service, caller, { ...params, ...body })),
    };
  },

  async removeServiceAccount({ service }, { caller, params }) {
    await removeServiceAccount(service, caller, params.id);
    return undefined;
  },

  async createServiceToken({ service }, { caller, params, body, request, reply }) {
    const input = { ...params, ...newTokenOf(body), idempotencyKey: readIdempotencyKey(request) };
    const { value, token } = await createServiceToken(service, caller, input);
    void reply.header("Location", `/v1/tokens/${token.id}`);
    return { value, token: wireToken(token, service.now()) };
  },
};

type Account = Awaited<ReturnType<typeof addServiceAccount>>;

function wireAccount({ createdAtMs, ...account }: Account) {
  return { ...account, createdAt: instantOf(createdAtMs) };
}
