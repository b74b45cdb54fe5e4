import { listRoutes } from "../../contract/index.ts";
import { openApi } from "../../contract/openapi.ts";
import type { Route } from "../../contract/route.ts";
import { Refusal } from "../../core/errors.ts";
import { coverAll } from "../../core/scope.ts";
import type { Caller } from "../../service/context.ts";
import { probe } from "../../service/probe.ts";
import type { Authenticated } from "../authenticate.ts";
import { authorize } from "../authenticate.ts";
import type { Handlers } from "../mount.ts";

/** Made once: it takes some thirty times as long as any other answer. */
let description: ReturnType<typeof openApi> | undefined;

export const installationHandlers: Pick<Handlers, "getLive" | "getReady" | "listEndpoints" | "getOpenApi"> = {
  getLive: () => ({ status: "ok" }),

  async getReady({ service, state }) {
    if (state.draining) throw new Refusal("unavailable", "The server is shutting down");
    const database = await probe(service);
    if (!service.standing.isInForce()) throw new Refusal("unavailable", "The server holds no lease");
    return { status: "ok", database };
  },

  listEndpoints(_, { caller, session, query }) {
    const scopes = query.scopes?.split(",");
    const opens = (route: Route) =>
      scopes ? isOpenTo(route, caller, scopes) : isPermitted(route, { caller, session });
    const usable = listRoutes().filter(([, route]) => route.credentials.length === 0 || opens(route));
    const items = usable.map(([operationId, { method, path, summary, permission = null }]) => ({
      operationId,
      method,
      path,
      summary,
      permission,
    }));
    return { items };
  },

  getOpenApi: () => (description ??= openApi()),
};

/** Whether a token of the caller's with these scopes would open the route: none of them reaches beyond the caller's own. */
function isOpenTo(route: Route, caller: Caller, scopes: readonly string[]): boolean {
  const origin = { ...caller.origin, carrier: "bearer" as const };
  return (
    coverAll(caller.scopes, route.permission ? [route.permission] : []) &&
    isPermitted(route, { caller: { ...caller, scopes, origin }, session: undefined })
  );
}

/** The very judgement that a call of the route would meet. */
function isPermitted(route: Route, authenticated: Authenticated): boolean {
  try {
    authorize(route, authenticated);
    return true;
  } catch {
    return false;
  }
}
