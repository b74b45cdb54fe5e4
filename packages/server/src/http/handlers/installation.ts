import { listRoutes } from "../../contract/index.ts";
import { openApi } from "../../contract/openapi.ts";
import { Refusal } from "../../core/errors.ts";
import { mayUse } from "../../core/policy.ts";
import { probe } from "../../service/probe.ts";
import type { Handlers } from "../mount.ts";

export const installationHandlers: Pick<Handlers, "getLive" | "getReady" | "listEndpoints" | "getOpenApi"> = {
  getLive: () => ({ status: "ok" }),

  async getReady({ service, state }) {
    if (state.draining) throw new Refusal("unavailable", "The server is shutting down");
    await probe(service);
    return { status: "ok" };
  },

  listEndpoints(_, { caller, origin: { carrier } }) {
    const usable = listRoutes().filter(
      ([, { permission, credentials }]) =>
        credentials.length === 0 ||
        (credentials.some((one) => one === carrier) &&
          mayUse(caller.role, caller.scopes, permission ? [permission] : [])),
    );
    const items = usable.map(([operationId, { method, path, summary, permission = null }]) => ({
      operationId,
      method,
      path,
      summary,
      permission,
    }));
    return { items };
  },

  getOpenApi: () => openApi(),
};
