import { randomUUID } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import { normalizeEmail, slugOf } from "../core/person.ts";
import { newProject } from "../core/project.ts";
import type { Origin } from "../storage/audit-rows.ts";
import { inChange } from "../storage/change.ts";
import { insertMember } from "../storage/members.ts";
import { insertProject } from "../storage/projects.ts";
import type { User } from "../storage/users.ts";
import { hasUsers, insertUser } from "../storage/users.ts";
import { audit, byUser } from "./audit.ts";
import type { Service } from "./context.ts";

export interface FirstOwner {
  projectName: string;
  name: string;
  email: string;
  passwordHash: string;
}

/** Whether nobody has been created yet, at whichever server. */
export async function needsSetUp(service: Service): Promise<boolean> {
  if (service.setUpSecret !== undefined && (await hasUsers(service.db))) service.setUpSecret = undefined;
  return service.setUpSecret !== undefined;
}

/** Creates the first project and its owner. Works once, however many try at the same moment. */
export async function setUp(service: Service, input: FirstOwner, origin: Origin): Promise<User> {
  const user = { id: randomUUID(), name: input.name, email: normalizeEmail(input.email), operator: true };
  const projectId = randomUUID();
  await inChange(service.db, async (trx, revision) => {
    if (await hasUsers(trx))
      throw new Refusal("already_set_up", "Somebody has set this installation up already");
    const at = service.now();
    const project = newProject({ id: projectId, slug: slugOf(input.projectName), name: input.projectName });
    await insertProject(trx, { ...project, createdAtMs: at });
    await insertUser(trx, { ...user, passwordHash: input.passwordHash, createdAtMs: at });
    await insertMember(projectId, trx, {
      userId: user.id,
      role: "owner",
      tokenAccess: "inherit",
      createdAtMs: at,
    });
    await audit(
      trx,
      { ...byUser(user, origin), projectId },
      {
        event: "installation.set_up",
        at,
        revision,
        detail: { project: project.slug },
      },
    );
  });
  service.setUpSecret = undefined;
  return user;
}
