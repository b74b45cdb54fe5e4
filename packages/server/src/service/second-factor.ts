import { Refusal } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import {
  confirmSecondFactor,
  countRecoveryCodes,
  deleteSecondFactor,
  findSecondFactor as readSecondFactor,
  findUnconfirmedSecret,
  insertRecoveryCodes,
  replaceUnconfirmed,
} from "../storage/second-factors.ts";
import { deleteSessions } from "../storage/sessions.ts";
import { auditPerson } from "./audit.ts";
import { authenticatePassword, beginTry, confirmPassword } from "./authenticate.ts";
import { change } from "./change.ts";
import type { Service } from "./context.ts";
import { digestSecret, sessionProof } from "./context.ts";
import { enrolmentOf, newRecoveryCodes, newSecretKey, readCode, stepOf } from "./one-time-code.ts";
import type { SignedInPerson } from "./profile.ts";
import { refuseEnded } from "./refuse-ended.ts";
import { codeRefused } from "./show-code.ts";

/** Since when somebody is asked for a code, if they are, and how many recovery codes they have left. */
export async function describeSecondFactor(
  { db }: Service,
  { user }: SignedInPerson,
): Promise<{ confirmedAtMs: number | null; recoveryCodesLeft: number }> {
  const factor = await readSecondFactor(db, user.id);
  return {
    confirmedAtMs: factor?.confirmedAtMs ?? null,
    recoveryCodesLeft: await countRecoveryCodes(db, user.id),
  };
}

/** Makes a secret for somebody's app. Nobody is asked for a code before they have shown the first. */
export async function beginSecondFactor(
  service: Service,
  { user, secret: session, device, origin }: SignedInPerson,
  password: string,
): Promise<{ secret: string; uri: string }> {
  const { proof } = await confirmPassword(service, { email: user.email, password, device }, origin);
  const secret = newSecretKey(service.random);
  await change(service, { proof: sessionProof(session) }, async (trx) => {
    await refuseEnded(service, trx, { proof });
    const fresh = { userId: user.id, secret, createdAtMs: service.now() };
    if (!(await replaceUnconfirmed(trx, fresh))) {
      throw new Refusal("already_set_up", "You have a second factor already: remove it first");
    }
  });
  return enrolmentOf(secret, user.email);
}

/** From the first code on somebody is asked for one. Answers their recovery codes, which nobody can be told again. */
export async function confirmFirstCode(
  service: Service,
  { user, secret: session, device, origin }: SignedInPerson,
  typed: string,
): Promise<string[]> {
  // Who guesses it would be told the recovery codes.
  const attempt = await beginTry(service, { email: user.email, device }, origin);
  const at = service.now();
  const codes = newRecoveryCodes(service.random);
  await change(service, { proof: sessionProof(session) }, async (trx, revision) => {
    const sinceMs = at - LIMITS.secondFactorSetupSeconds * 1000;
    const secret = await findUnconfirmedSecret(trx, { userId: user.id, sinceMs });
    if (!secret) throw new Refusal("not_found", "Nothing waits for a code: begin again");
    const { type, code } = readCode(typed);
    const step = type === "totp" ? stepOf(secret, code, at) : undefined;
    if (step === undefined) throw codeRefused();
    await confirmSecondFactor(trx, { userId: user.id, step, atMs: at });
    const digests = codes.map((one) => digestSecret(readCode(one).code));
    await insertRecoveryCodes(trx, user.id, digests);
    await deleteSessions(trx, user.id, digestSecret(session));
    await auditPerson(trx, { user, origin }, { event: "second_factor.added", at, revision });
  });
  await service.throttle.takeBack(attempt);
  return codes;
}

/** Ends it for whoever shows password and code, with their other sessions. */
export async function removeSecondFactor(
  service: Service,
  { user, secret: session, device, origin }: SignedInPerson,
  shown: { password: string; code: string },
): Promise<void> {
  const credential = { email: user.email, device, ...shown };
  const { proof } = await authenticatePassword(service, credential, origin);
  await change(service, { proof: sessionProof(session) }, async (trx, revision) => {
    await refuseEnded(service, trx, { proof });
    if (!(await deleteSecondFactor(trx, user.id)))
      throw new Refusal("not_found", "You have no second factor");
    await deleteSessions(trx, user.id, digestSecret(session));
    const happening = { event: "second_factor.removed", at: service.now(), revision };
    await auditPerson(trx, { user, origin }, happening);
  });
}
