import { randomUUID } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import { normalizeEmail, slugOf } from "../core/person.ts";
import type { Entitlement } from "../core/policy.ts";
import { newProject } from "../core/project.ts";
import { insertMember } from "../storage/members.ts";
import type { Db, Trx } from "../storage/open.ts";
import type { ProjectEntry } from "../storage/projects.ts";
import { insertProject, isSlugTaken, listProjectEntries, updateProject } from "../storage/projects.ts";
import type { User } from "../storage/users.ts";
import { findUserByEmail } from "../storage/users.ts";
import { audit, byUser } from "./audit.ts";
import { change, changeRights } from "./change.ts";
import type { Origin, Service } from "./context.ts";
import { sessionProof } from "./context.ts";

/** Whoever runs the installation, in which session and from where. */
export interface Operator {
  user: User;
  secret: string;
  origin: Origin;
}

export function listProjectsOfInstallation(service: Service): Promise<ProjectEntry[]> {
  return listProjectEntries(service.db, { nowMs: service.now() });
}

export interface NewProject {
  name: string;
  slug?: string | undefined;
  owner?: string | undefined;
  plan: string;
  entitlements: readonly Entitlement[];
}

/** Creates a project; the operator, or the person named, becomes its owner. */
export async function addProject(
  service: Service,
  { user, secret, origin }: Operator,
  input: NewProject,
): Promise<ProjectEntry> {
  const id = randomUUID();
  const slug = input.slug ?? slugOf(input.name);
  return change(service, { proof: sessionProof(secret) }, async (trx, revision) => {
    const at = service.now();
    if (await isSlugTaken(trx, slug)) {
      throw new Refusal("name_taken", `There is a project ${slug} already`, {
        errors: [
          { path: input.slug === undefined ? "name" : "slug", message: "is taken by another project" },
        ],
      });
    }
    const owner = await findOwner(trx, user, input.owner);
    const { plan, entitlements } = input;
    await insertProject(trx, {
      ...newProject({ id, slug, name: input.name }),
      plan,
      entitlements,
      createdAtMs: at,
    });
    await insertMember(id, trx, { userId: owner.id, role: "owner", tokenAccess: "inherit", createdAtMs: at });
    const detail = { project: slug, owner: owner.id, plan, entitlements };
    await audit(
      trx,
      { ...byUser(user, origin), projectId: id },
      { event: "project.added", at, revision, detail },
    );
    return getEntry(service, trx, id);
  });
}

export interface ProjectChange {
  id: string;
  name?: string | undefined;
  plan?: string | undefined;
  entitlements?: readonly Entitlement[] | undefined;
  closed?: boolean | undefined;
}

/** Renames, closes, reopens a project, or changes what its plan holds. */
export async function changeProject(
  service: Service,
  { user, secret, origin }: Operator,
  { id, ...changes }: ProjectChange,
): Promise<ProjectEntry> {
  const { result } = await changeRights(service, { proof: sessionProof(secret) }, async (trx, revision) => {
    const { project: before, closedAtMs } = await getEntry(service, trx, id);
    const { name = before.name, plan = before.plan, entitlements = before.entitlements } = changes;
    const at = service.now();
    const closed = changes.closed ?? before.closed;
    const after = { ...before, name, plan, entitlements };
    await updateProject(id, trx, { ...after, closedAtMs: closed ? (closedAtMs ?? at) : null });
    const described = {
      name: before.name,
      plan: before.plan,
      entitlements: before.entitlements,
      closed: before.closed,
    };
    const detail = { before: described, after: { name, plan, entitlements, closed } };
    await audit(
      trx,
      { ...byUser(user, origin), projectId: id },
      { event: "project.changed", at, revision, detail },
    );
    return getEntry(service, trx, id);
  });
  return result;
}

async function findOwner(trx: Trx, operator: User, email: string | undefined): Promise<User> {
  if (email === undefined) return operator;
  const owner = await findUserByEmail(trx, normalizeEmail(email));
  if (!owner)
    throw new Refusal("not_found", "Nobody here has this e-mail address; leave owner out and add them later");
  return owner;
}

async function getEntry(service: Service, db: Db, id: string): Promise<ProjectEntry> {
  const [entry] = await listProjectEntries(db, { nowMs: service.now(), id });
  if (!entry) throw new Refusal("not_found", "There is no project with this id");
  return entry;
}
