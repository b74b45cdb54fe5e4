import { accessRoutes } from "./access.ts";
import { auditRoutes } from "./audit.ts";
import { bulkRoutes } from "./bulk.ts";
import { checkRoutes } from "./checks.ts";
import { dataprepRoutes } from "./dataprep.ts";
import { identityRoutes } from "./identities.ts";
import { installationRoutes } from "./installation.ts";
import { loginCodeRoutes } from "./login-codes.ts";
import { memberRoutes } from "./members.ts";
import { oauthRoutes } from "./oauth.ts";
import { profileRoutes } from "./profile.ts";
import { proxyRoutes } from "./proxies.ts";
import { projectTokenRoutes } from "./project-tokens.ts";
import { projectRoutes } from "./projects.ts";
import type { Route } from "./route.ts";
import { scimRoutes } from "./scim.ts";
import { serviceAccountRoutes } from "./service-accounts.ts";
import { settingsRoutes } from "./settings.ts";
import { tokenDetailRoutes } from "./token-details.ts";
import { tokenRoutes } from "./tokens.ts";
import { verifierRoutes } from "./verifiers.ts";
import { webhookRoutes } from "./webhooks.ts";

/** Every route of the HTTP API that callers use themselves, by its operation id. */
export const routes = {
  ...accessRoutes,
  ...identityRoutes,
  ...loginCodeRoutes,
  ...profileRoutes,
  ...tokenRoutes,
  ...tokenDetailRoutes,
  ...projectTokenRoutes,
  ...bulkRoutes,
  ...serviceAccountRoutes,
  ...memberRoutes,
  ...scimRoutes,
  ...settingsRoutes,
  ...auditRoutes,
  ...webhookRoutes,
  ...checkRoutes,
  ...oauthRoutes,
  ...verifierRoutes,
  ...projectRoutes,
  ...dataprepRoutes,
  ...installationRoutes,
};

export type Routes = typeof routes;
export type OperationId = keyof Routes;

/** The routes in the order of their declaration. */
export function listRoutes(): [OperationId, Route][] {
  return Object.entries(routes) as [OperationId, Route][];
}

/** Every route there is: those, and the ones that a proxy asks, which no client calls and no handler answers. */
export function listDescribedRoutes(): [string, Route][] {
  return [...listRoutes(), ...Object.entries<Route>(proxyRoutes)];
}
