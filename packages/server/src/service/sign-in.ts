import { LIMITS } from "../core/limits.ts";
import type { Origin } from "../storage/audit-rows.ts";
import { inChange } from "../storage/change.ts";
import type { Trx } from "../storage/open.ts";
import { deleteSession, insertDevice, insertSession } from "../storage/sessions.ts";
import type { User } from "../storage/users.ts";
import { auditPerson } from "./audit.ts";
import type { PasswordCredential } from "./authenticate.ts";
import { authenticatePassword } from "./authenticate.ts";
import { change } from "./change.ts";
import { connectIdentity } from "./connect-identity.ts";
import type { Service } from "./context.ts";
import { digestSecret, newSecret, sessionProof } from "./context.ts";
import { refuseEnded } from "./refuse-ended.ts";

/** What the browser gets to keep: a session, and a mark that it has signed in here before. */
export interface SignedIn {
  user: User;
  session: string;
  device: string;
}

/** Signs a person in with e-mail and password, and connects an identity that waits for just that. */
export async function signIn(
  service: Service,
  { identity, ...credential }: PasswordCredential & { identity?: string | undefined },
  origin: Origin,
): Promise<SignedIn> {
  const { user, proof } = await authenticatePassword(service, credential, origin);
  const first = async (trx: Trx, revision: number) => {
    // A password may be reset while it is being checked, and with it every session ends.
    await refuseEnded(service, trx, { proof });
    if (identity !== undefined)
      await connectIdentity(service, trx, { user, secret: identity, origin, revision });
  };
  return startSession(service, user, { device: credential.device, origin, first });
}

/** A new session for somebody who has just proved who they are. Always a new secret: none can be planted. */
export async function startSession(
  service: Service,
  user: User,
  {
    device = newSecret(service.random),
    origin,
    first,
  }: {
    device?: string | undefined;
    origin: Origin;
    /** What belongs to the same change, and may refuse it. */
    first?: (trx: Trx, revision: number) => Promise<void>;
  },
): Promise<SignedIn> {
  const session = newSecret(service.random);
  const at = service.now();
  await inChange(service.db, async (trx, revision) => {
    await first?.(trx, revision);
    await insertSession(trx, {
      digest: digestSecret(session),
      userId: user.id,
      createdAtMs: at,
      expiresAtMs: at + LIMITS.sessionSeconds * 1000,
      ip: origin.ip,
      userAgent: origin.userAgent,
    });
    await insertDevice(trx, { digest: digestSecret(device), userId: user.id, createdAtMs: at });
    await auditPerson(trx, { user, origin }, { event: "session.started", at, revision });
  });
  return { user, session, device };
}

/** Ends a session on the server, whatever the browser still sends. */
export async function signOut(
  service: Service,
  { user, session }: { user: User; session: string },
  origin: Origin,
): Promise<void> {
  await change(service, { proof: sessionProof(session) }, async (trx, revision) => {
    await deleteSession(trx, digestSecret(session));
    await auditPerson(trx, { user, origin }, { event: "session.ended", at: service.now(), revision });
  });
}
