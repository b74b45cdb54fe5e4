import { invalidToken } from "../core/errors.ts";
import type { Entitlement, Role, ServiceRole } from "../core/policy.ts";
import type { Token } from "../core/token.ts";
import type { Project } from "../core/project.ts";
import { mayGenerate } from "../core/project.ts";
import { findToken } from "../storage/tokens.ts";
import { findMembership, findPasswordHash, listAskedProjects, listMemberships } from "../storage/users.ts";
import type { Caller, Service, User } from "./context.ts";

export interface CallerDescription {
  user?: Omit<User, "operator">;
  serviceAccount?: { id: string; name: string };
  project: Project;
  role: Role | ServiceRole;
  scopes: string[];
  mayGenerate: boolean;
  entitlements: Entitlement[];
  token: Token | undefined;
}

/** Who calls, in which project, with what rights and, if by a token, which. Refused where it has been deleted meanwhile. */
export async function describeCaller(service: Service, caller: Caller): Promise<CallerDescription> {
  const { principal, project, role, scopes, origin } = caller;
  const { id, name, email } = principal;
  const { tokenId } = origin;
  const token = tokenId === null ? undefined : await findToken(project.id, service.db, tokenId);
  if (tokenId !== null && !token) throw invalidToken();
  const isUser = principal.type === "user";
  const member = isUser ? await findMembership(project.id, service.db, id) : undefined;
  return {
    ...(isUser ? { user: { id, name, email: email ?? "" } } : { serviceAccount: { id, name } }),
    project,
    role,
    scopes: [...scopes],
    mayGenerate: member !== undefined && mayGenerate(project, member),
    entitlements: [...project.entitlements],
    token,
  };
}

export interface ProjectRole {
  id: string;
  slug: string;
  name: string;
  role: Role;
}

export interface PersonDescription {
  /** The projects that they may act in. */
  projects: ProjectRole[];
  /** The names of those that they have asked to join. */
  waitsFor: string[];
  hasPassword: boolean;
}

/** Somebody at their browser, outside of any project. */
export async function describePerson({ db }: Service, { id }: User): Promise<PersonDescription> {
  const [memberships, waitsFor, passwordHash] = [
    await listMemberships(db, id),
    await listAskedProjects(db, id),
    await findPasswordHash(db, id),
  ];
  const projects = memberships.map(({ project, role }) => ({
    id: project.id,
    slug: project.slug,
    name: project.name,
    role,
  }));
  return { projects, waitsFor, hasPassword: passwordHash !== null };
}
