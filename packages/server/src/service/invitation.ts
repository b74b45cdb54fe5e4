import { Refusal } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import { refuseOwnersMatter } from "../core/policy.ts";
import { deleteInvitations, findInvitation, replaceInvitation } from "../storage/invitations.ts";
import type { Db, Trx } from "../storage/open.ts";
import { inChange } from "../storage/change.ts";
import type { User } from "../storage/users.ts";
import { setPasswordHash, setUserName } from "../storage/users.ts";
import { audit, byCaller, byUser } from "./audit.ts";
import { change } from "./change.ts";
import { hashChosen } from "./choose-password.ts";
import type { Caller, Origin, Service } from "./context.ts";
import { digestSecret, newSecret } from "./context.ts";
import type { Member } from "./list-members.ts";
import { describeMember } from "./list-members.ts";
import { getStoredMember, refuseOthersAccount } from "./member-access.ts";

/** The secret of a new one-time link for somebody without a password. */
export async function invite(
  service: Service,
  trx: Trx,
  { userId, projectId }: { userId: string; projectId: string },
): Promise<string> {
  const secret = newSecret(service.random);
  const expiresAtMs = service.now() + LIMITS.invitationSeconds * 1000;
  await replaceInvitation(trx, { digest: digestSecret(secret), userId, projectId, expiresAtMs });
  return secret;
}

/** A new link in place of one that was lost or has ended. */
export async function inviteAgain(
  service: Service,
  caller: Caller,
  id: string,
): Promise<{ member: Member; invitation: string }> {
  const projectId = caller.project.id;
  return change(service, caller, async (trx, revision) => {
    const member = await getStoredMember(service, trx, { projectId, id });
    if (!member.invited) throw new Refusal("already_set_up", "This person has chosen a password already");
    refuseOwnersMatter(caller.role, member.role);
    await refuseOthersAccount(trx, member);
    const invitation = await invite(service, trx, { userId: id, projectId });
    const at = service.now();
    const detail = { member: id, email: member.email };
    await audit(trx, byCaller(caller), { event: "member.invited", at, revision, detail });
    return { member: describeMember(member, caller.project), invitation };
  });
}

/** Who is invited by a link, and where to. */
export async function getInvitation(
  service: Service,
  db: Db,
  secret: string,
): Promise<{ user: User; projectName: string; projectId: string }> {
  const invitation = await findInvitation(db, { digest: digestSecret(secret), nowMs: service.now() });
  if (!invitation)
    throw new Refusal("not_found", "This link has been used, replaced, or has ended: ask for a new one");
  return invitation;
}

/** The invited person chooses name and password; the link has then done its work. */
export async function acceptInvitation(
  service: Service,
  { secret, name, password }: { secret: string; name: string; password: string },
  origin: Origin,
): Promise<User> {
  // Looked at twice: a stranger's guess must not cost a hash, and of many at once one alone may win.
  await getInvitation(service, service.db, secret);
  const passwordHash = await hashChosen(service, password);
  return inChange(service.db, async (trx, revision) => {
    const { user, projectId } = await getInvitation(service, trx, secret);
    await setPasswordHash(trx, user.id, passwordHash);
    await setUserName(trx, user.id, name);
    await deleteInvitations(trx, user.id);
    const at = service.now();
    await audit(
      trx,
      { ...byUser(user, origin), projectId },
      { event: "member.joined", at, revision, detail: { name } },
    );
    return { ...user, name };
  });
}
