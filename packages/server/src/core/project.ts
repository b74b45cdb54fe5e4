import type { Entitlement, Role, TokenAccess, TokenPolicy } from "./policy.ts";
import { DEFAULT_POLICY, ENTITLEMENTS, mayHoldTokens } from "./policy.ts";

/** A tenant: its rules, its plan, and the scopes of the API it protects. */
export interface Project extends TokenPolicy {
  id: string;
  slug: string;
  name: string;
  plan: string;
  entitlements: readonly Entitlement[];
  scopeCatalogue: readonly CatalogueScope[];
  closed: boolean;
}

/** A scope of the protected API, as the generate dialog offers it. */
export interface CatalogueScope {
  scope: string;
  description: string;
}

/** A project as it begins: the default rules, and everything in its plan. */
export function newProject(named: Pick<Project, "id" | "slug" | "name">): Project {
  return {
    ...named,
    ...DEFAULT_POLICY,
    plan: "everything",
    entitlements: ENTITLEMENTS,
    scopeCatalogue: [],
    closed: false,
  };
}

/** Whether a member can generate personal tokens right now: by the plan, the project's switch and their own right. */
export function mayGenerate(project: Project, member: { role: Role; tokenAccess: TokenAccess }): boolean {
  const hasTokens = project.tokensEnabled && project.entitlements.includes("accessTokens");
  return hasTokens && mayHoldTokens(project, member);
}
