import { Refusal } from "../core/errors.ts";
import { inChange } from "../storage/change.ts";
import type { SecondFactor } from "../storage/second-factors.ts";
import { countRecoveryCodes, takeRecoveryCode, takeStep } from "../storage/second-factors.ts";
import { auditPerson } from "./audit.ts";
import type { Origin, Service, User } from "./context.ts";
import { digestSecret } from "./context.ts";
import { readCode, stepOf } from "./one-time-code.ts";

/** A code that somebody shows for a second factor of theirs. */
export interface Shown {
  user: User;
  factor: SecondFactor;
  code: string;
  origin: Origin;
}

/** Whether a code is good, which it is not again: neither in the same half minute nor in another process. */
export async function isCodeGood(service: Service, shown: Shown): Promise<boolean> {
  const { type, code } = readCode(shown.code);
  if (type === "recovery") return isRecoveryCodeGood(service, shown, code);
  const { user, factor } = shown;
  const step = stepOf(factor.secret, code, service.now());
  if (step === undefined) return false;
  return takeStep(service.db, { userId: user.id, confirmedAtMs: factor.confirmedAtMs, step });
}

function isRecoveryCodeGood(service: Service, { user, origin }: Shown, code: string): Promise<boolean> {
  return inChange(service.db, async (trx, revision) => {
    if (!(await takeRecoveryCode(trx, { userId: user.id, digest: digestSecret(code) }))) return false;
    const detail = { recoveryCodesLeft: await countRecoveryCodes(trx, user.id) };
    const happening = { event: "recovery_code.used", at: service.now(), revision, detail };
    await auditPerson(trx, { user, origin }, happening);
    return true;
  });
}

/** Said to nobody but whoever knows the password. */
export function codeRequired(): Refusal {
  return new Refusal(
    "second_factor_required",
    "Send a code of your authenticator app, or a recovery code, besides your password",
    { headers: { "WWW-Authenticate": "Bearer" } },
  );
}

export function codeRefused(): Refusal {
  return new Refusal(
    "second_factor_refused",
    "This code is wrong, was used already or is over: wait for the next one",
    { headers: { "WWW-Authenticate": "Bearer" } },
  );
}
