import { invalidToken, Refusal, unauthenticated } from "../core/errors.ts";
import type { Role, ServiceRole } from "../core/policy.ts";
import { faultOf } from "../core/verdict.ts";
import { findSessionUser } from "../storage/sessions.ts";
import { findSecondFactor } from "../storage/second-factors.ts";
import { findTokenRecord } from "../storage/token-records.ts";
import type { Db } from "../storage/open.ts";
import { findMembership, findPasswordHash } from "../storage/users.ts";
import { wrongCredentials } from "./authenticate.ts";
import type { Caller, Proof, Service } from "./context.ts";
import { codeRequired } from "./show-code.ts";

/** Whoever asks for a change: in a project, or as a person outside of any. */
export type Asker = Caller | { proof: Proof };

/**
 * Refuses whoever has lost since what they came with. Their request was let in before its body was read, which may take
 * as long as they like: a token that was revoked meanwhile must not make itself a successor, nor a deposed owner another
 * owner. Called inside the transaction of the change, so that one of the two comes first.
 */
export async function refuseEnded(service: Service, trx: Db, asker: Asker): Promise<void> {
  const { proof } = asker;
  switch (proof.type) {
    case "token": {
      const found = await findTokenRecord(trx, proof.digest);
      if (!found || faultOf(found.record, service.now()) !== undefined) throw invalidToken();
      return refuseOtherRole(asker, found.record.holder.role);
    }
    case "session": {
      const session = { digest: proof.digest, nowMs: service.now() };
      if (!(await findSessionUser(trx, session)))
        throw unauthenticated("This session has ended: sign in again");
      return refuseOtherMembership(trx, asker);
    }
    case "password":
      if ((await findPasswordHash(trx, proof.userId)) !== proof.hash) {
        throw wrongCredentials();
      }
      await refuseOtherFactor(trx, proof);
      return refuseOtherMembership(trx, asker);
  }
}

/** Whoever came with the password alone, and has a second factor since, is asked for a code of it. */
async function refuseOtherFactor(
  trx: Db,
  { userId, secondFactor }: Extract<Proof, { type: "password" }>,
): Promise<void> {
  if (secondFactor === undefined) return;
  const now = await findSecondFactor(trx, userId);
  if ((now?.confirmedAtMs ?? null) !== secondFactor) throw codeRequired();
}

async function refuseOtherMembership(trx: Db, asker: Asker): Promise<void> {
  if (!("project" in asker)) return;
  const membership = await findMembership(asker.project.id, trx, asker.principal.id);
  if (!membership) throw new Refusal("forbidden", "You are not a member of this project");
  refuseOtherRole(asker, membership.role);
}

/** What the role of before was let in for may be beyond the one of now. */
function refuseOtherRole(asker: Asker, role: Role | ServiceRole): void {
  if (!("role" in asker) || asker.role === role) return;
  throw new Refusal("forbidden", "Your role in this project has changed meanwhile: send the request again");
}
