import { Refusal } from "../core/errors.ts";
import type { Member } from "../storage/members.ts";
import { findUserByEmail, countProjects } from "../storage/users.ts";
import { countActiveOwners, findMember } from "../storage/members.ts";
import type { Db, Trx } from "../storage/open.ts";
import type { Service } from "./context.ts";

export async function getStoredMember(
  service: Service,
  db: Db,
  { projectId, id }: { projectId: string; id: string },
): Promise<Member> {
  const member = await findMember(projectId, db, { id, nowMs: service.now() });
  if (!member) throw new Refusal("not_found", "There is no member with this id");
  return member;
}

/** Whoever sets an account's password, or takes its second factor away, can be that person, wherever they are: no single project's to do. */
export async function refuseOthersAccount(
  trx: Trx,
  { id, email }: Pick<Member, "id" | "email">,
): Promise<void> {
  const user = await findUserByEmail(trx, email);
  if (!user?.operator && (await countProjects(trx, id)) <= 1) return;
  throw new Refusal(
    "forbidden",
    "This person runs the installation or is in other projects too: only they can change how they sign in",
  );
}

/** A project without an owner could never be changed again: called after the change, inside its transaction. */
export async function refuseOwnerless(projectId: string, trx: Trx): Promise<void> {
  if ((await countActiveOwners(projectId, trx)) === 0) {
    throw new Refusal(
      "last_owner",
      "The project would be left without an active owner; make another one first",
    );
  }
}
