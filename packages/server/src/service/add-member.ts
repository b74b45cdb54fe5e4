import { randomUUID } from "node:crypto";
import { invalidField, Refusal } from "../core/errors.ts";
import { normalizeEmail } from "../core/person.ts";
import type { Role } from "../core/policy.ts";
import { refuseOwnersMatter } from "../core/policy.ts";
import { findMember, insertMember } from "../storage/members.ts";
import type { Trx } from "../storage/open.ts";
import type { User } from "../storage/users.ts";
import { countProjects, findUserByEmail, insertUser } from "../storage/users.ts";
import { audit, byCaller } from "./audit.ts";
import { change } from "./change.ts";
import { hashChosen } from "./choose-password.ts";
import type { Caller, Service } from "./context.ts";
import { invite } from "./invitation.ts";
import type { Member } from "./list-members.ts";
import { describeMember } from "./list-members.ts";
import { getStoredMember } from "./member-access.ts";

export interface NewMember {
  email: string;
  name: string;
  role: Role;
  password?: string | undefined;
  /** From whom a directory tells of: no invitation, since they sign in where it says who they are. */
  directory?: { externalId: string | null; active: boolean };
}

/**
 * Adds a person to the project. Somebody new gets the password given, or a one-time link to choose one; somebody who
 * has an account in this installation keeps theirs.
 */
export async function addMember(
  service: Service,
  caller: Caller,
  input: NewMember,
): Promise<{ member: Member; invitation: string | undefined }> {
  refuseOwnersMatter(caller.role, input.role);
  const passwordHash = input.password === undefined ? null : await hashChosen(service, input.password);
  const { id: projectId } = caller.project;
  return change(service, caller, async (trx, revision) => {
    const at = service.now();
    const user = await findOrInsertUser(trx, { ...input, passwordHash, atMs: at });
    if (await findMember(projectId, trx, { id: user.id, nowMs: at })) {
      throw new Refusal("name_taken", "This person is a member of the project already", {
        errors: [{ path: "email", message: "belongs to a member of the project" }],
      });
    }
    await insertMember(projectId, trx, {
      userId: user.id,
      role: input.role,
      tokenAccess: "inherit",
      createdAtMs: at,
      ...input.directory,
    });
    const mustChoose =
      !input.directory && user.passwordHash === null && (await countProjects(trx, user.id)) === 1;
    const invitation = mustChoose ? await invite(service, trx, { userId: user.id, projectId }) : undefined;
    const detail = {
      member: user.id,
      email: user.email,
      role: input.role,
      invited: invitation !== undefined,
    };
    await audit(trx, byCaller(caller), { event: "member.added", at, revision, detail });
    const member = await getStoredMember(service, trx, { projectId, id: user.id });
    return { member: describeMember(member, caller.project), invitation };
  });
}

/** An account is the person's own: whoever adds them elsewhere cannot set its password or name. */
async function findOrInsertUser(
  trx: Trx,
  { name, password, passwordHash, atMs, ...input }: NewMember & { passwordHash: string | null; atMs: number },
): Promise<User & { passwordHash: string | null }> {
  const email = normalizeEmail(input.email);
  const known = await findUserByEmail(trx, email);
  if (known && password !== undefined) {
    throw invalidField(
      "password",
      "must be left out: this person has an account with a password of their own",
    );
  }
  if (known) return known;
  const user = { id: randomUUID(), name, email, operator: false, passwordHash };
  await insertUser(trx, { ...user, createdAtMs: atMs });
  return user;
}
