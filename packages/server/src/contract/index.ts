import { accessRoutes } from "./access.ts";
import { checkRoutes } from "./checks.ts";
import { installationRoutes } from "./installation.ts";
import type { Route } from "./route.ts";
import { tokenRoutes } from "./tokens.ts";

/** Every route of the HTTP API by its operation id: the whole contract. */
export const routes = { ...accessRoutes, ...tokenRoutes, ...checkRoutes, ...installationRoutes };

export type Routes = typeof routes;
export type OperationId = keyof Routes;

/** The routes in the order of their declaration. */
export function listRoutes(): [OperationId, Route][] {
  return Object.entries(routes) as [OperationId, Route][];
}
