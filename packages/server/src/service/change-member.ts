import { Refusal } from "../core/errors.ts";
import type { Role, TokenAccess } from "../core/policy.ts";
import { refuseOwnersMatter } from "../core/policy.ts";
import type { Member as StoredMember } from "../storage/members.ts";
import { deleteMember, updateMember } from "../storage/members.ts";
import type { Trx } from "../storage/open.ts";
import { deleteSecondFactor } from "../storage/second-factors.ts";
import { deleteSessions } from "../storage/sessions.ts";
import { countMemberships, setPasswordHash } from "../storage/users.ts";
import { audit, byCaller } from "./audit.ts";
import { changeRights } from "./change.ts";
import { hashChosen } from "./choose-password.ts";
import type { Caller, Service } from "./context.ts";
import { endTokensOf } from "./end-tokens.ts";
import type { Member } from "./list-members.ts";
import { describeMember } from "./list-members.ts";
import { getStoredMember, refuseOthersAccount, refuseOwnerless } from "./member-access.ts";

export interface MemberChange {
  id: string;
  role?: Role | undefined;
  tokenAccess?: TokenAccess | undefined;
  active?: boolean | undefined;
  externalId?: string | null | undefined;
  password?: string | undefined;
  /** Takes their second factor away; whoever has none keeps none. */
  secondFactor?: false | undefined;
  endTokens?: boolean | undefined;
}

/** Changes what is named and leaves the rest; role, right and activity hold from the member's next request on. */
export async function changeMember(service: Service, caller: Caller, change: MemberChange): Promise<Member> {
  const { id, password, endTokens = false } = change;
  const passwordHash = password === undefined ? undefined : await hashChosen(service, password);
  const projectId = caller.project.id;
  const { result } = await changeRights(service, caller, async (trx, revision) => {
    const before = await getStoredMember(service, trx, { projectId, id });
    refuseOwnersMatter(caller.role, before.role, change.role);
    const after = changed(before, change);
    await updateMember(projectId, trx, after);
    await refuseOwnerless(projectId, trx);
    if (passwordHash !== undefined) {
      await refuseOthersAccount(trx, before);
      await setPasswordHash(trx, id, passwordHash);
      await deleteSessions(trx, id);
    }
    if (change.secondFactor === false)
      await takeSecondFactor(service, trx, { caller, member: before, revision });
    if (change.active === false && (await countMemberships(trx, id)) === 0) await deleteSessions(trx, id);
    const at = service.now();
    const detail = {
      member: id,
      email: before.email,
      before: rightsOf(before),
      after: rightsOf(after),
      passwordReset: password !== undefined,
      endTokens,
    };
    await audit(trx, byCaller(caller), { event: "member.changed", at, revision, detail });
    if (endTokens) {
      await endTokensOf(trx, caller, {
        holder: { type: "user", id },
        revision,
        at,
        reason: "Ended with a change of the member",
      });
    }
    return describeMember(await getStoredMember(service, trx, { projectId, id }), caller.project);
  });
  return result;
}

/** For somebody who has lost app and recovery codes. One's own ends by password and code, whoever one is. */
async function takeSecondFactor(
  service: Service,
  trx: Trx,
  { caller, member, revision }: { caller: Caller; member: StoredMember; revision: number },
): Promise<void> {
  if (caller.principal.id === member.id)
    throw new Refusal("forbidden", "Remove your own second factor with your password and a code");
  await refuseOthersAccount(trx, member);
  if (!(await deleteSecondFactor(trx, member.id))) return;
  await deleteSessions(trx, member.id);
  const detail = { member: member.id, email: member.email };
  const happening = { event: "second_factor.removed", at: service.now(), revision, detail };
  await audit(trx, byCaller(caller), happening);
}

/** Takes a person out of the project. Their tokens here stay listed, revoked: nothing revives if they come back. */
export async function removeMember(service: Service, caller: Caller, id: string): Promise<void> {
  const projectId = caller.project.id;
  await changeRights(service, caller, async (trx, revision) => {
    const member = await getStoredMember(service, trx, { projectId, id });
    refuseOwnersMatter(caller.role, member.role);
    const at = service.now();
    await endTokensOf(trx, caller, {
      holder: { type: "user", id },
      revision,
      at,
      reason: "The member was removed",
    });
    await deleteMember(projectId, trx, id);
    await refuseOwnerless(projectId, trx);
    if ((await countMemberships(trx, id)) === 0) await deleteSessions(trx, id);
    const detail = { member: id, email: member.email, before: rightsOf(member) };
    await audit(trx, byCaller(caller), { event: "member.removed", at, revision, detail });
  });
}

function changed(
  before: StoredMember,
  { role, tokenAccess, active, externalId }: MemberChange,
): StoredMember {
  return {
    ...before,
    role: role ?? before.role,
    tokenAccess: tokenAccess ?? before.tokenAccess,
    active: active ?? before.active,
    externalId: externalId === undefined ? before.externalId : externalId,
  };
}

function rightsOf({ role, tokenAccess, active }: StoredMember) {
  return { role, tokenAccess, active };
}
