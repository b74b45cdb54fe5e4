import { Refusal } from "../core/errors.ts";
import { insertIdentity, takeProvenIdentity } from "../storage/identities.ts";
import type { Trx } from "../storage/open.ts";
import type { User } from "../storage/users.ts";
import { auditPerson } from "./audit.ts";
import type { Origin, Service } from "./context.ts";
import { digestSecret } from "./context.ts";

/** An identity that was proved, and that waits for the password of its account. */
export interface Connecting {
  user: User;
  /** What whoever proved it was given. */
  secret: string;
  origin: Origin;
}

/** Lets an identity that was proved into the account whose password has just been shown. */
export async function connectIdentity(
  service: Service,
  trx: Trx,
  { user, secret, origin, revision }: Connecting & { revision: number },
): Promise<void> {
  const [digest, at] = [digestSecret(secret), service.now()];
  const identity = await takeProvenIdentity(trx, { digest, userId: user.id, nowMs: at });
  if (!identity) {
    throw new Refusal(
      "identity_refused",
      "This identity does not wait for this account: sign in with it again",
    );
  }
  await insertIdentity(trx, { ...identity, userId: user.id, createdAtMs: at });
  const { issuer } = identity;
  await auditPerson(trx, { user, origin }, { event: "identity.connected", at, revision, detail: { issuer } });
}
