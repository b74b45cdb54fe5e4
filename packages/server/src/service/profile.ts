import { Refusal } from "../core/errors.ts";
import type { Session } from "../storage/sessions.ts";
import { deleteSession, deleteSessions, listSessions as readSessions } from "../storage/sessions.ts";
import type { User } from "../storage/users.ts";
import { setPasswordHash, setUserName } from "../storage/users.ts";
import { auditPerson } from "./audit.ts";
import { confirmPassword } from "./authenticate.ts";
import { change } from "./change.ts";
import { hashChosen } from "./choose-password.ts";
import type { Origin, Service } from "./context.ts";
import { digestSecret, sessionProof } from "./context.ts";
import { refuseEnded } from "./refuse-ended.ts";

/** A person at their own browser. */
export interface SignedInPerson {
  user: User;
  /** The secret of the session they use. */
  secret: string;
  /** What their browser keeps from an earlier sign-in. */
  device?: string | undefined;
  origin: Origin;
}

export async function changeName(
  service: Service,
  { user, secret, origin }: SignedInPerson,
  name: string,
): Promise<User> {
  await change(service, { proof: sessionProof(secret) }, async (trx, revision) => {
    await setUserName(trx, user.id, name);
    const detail = { before: user.name, after: name };
    await auditPerson(
      trx,
      { user, origin },
      { event: "profile.changed", at: service.now(), revision, detail },
    );
  });
  return { ...user, name };
}

/** Changes one's password. Other sessions end; tokens are left alone. */
export async function changePassword(
  service: Service,
  { user, secret, device, origin }: SignedInPerson,
  { current, password }: { current: string; password: string },
): Promise<void> {
  const { proof } = await confirmPassword(service, { email: user.email, password: current, device }, origin);
  const passwordHash = await hashChosen(service, password);
  await change(service, { proof: sessionProof(secret) }, async (trx, revision) => {
    await refuseEnded(service, trx, { proof });
    await setPasswordHash(trx, user.id, passwordHash);
    await deleteSessions(trx, user.id, digestSecret(secret));
    await auditPerson(trx, { user, origin }, { event: "password.changed", at: service.now(), revision });
  });
}

export interface OwnSession extends Session {
  id: string;
  current: boolean;
}

/** Where a person is signed in, newest first. */
export async function listSessions(
  service: Service,
  { user, secret }: SignedInPerson,
): Promise<OwnSession[]> {
  const sessions = await readSessions(service.db, { userId: user.id, nowMs: service.now() });
  const current = sessionId(digestSecret(secret));
  return sessions.map((session) => {
    const id = sessionId(session.digest);
    return Object.assign(session, { id, current: id === current });
  });
}

export async function endSession(service: Service, person: SignedInPerson, id: string): Promise<void> {
  const { user, secret, origin } = person;
  const session = (await listSessions(service, person)).find((one) => one.id === id);
  if (!session) throw new Refusal("not_found", "You have no session with this id");
  await change(service, { proof: sessionProof(secret) }, async (trx, revision) => {
    await deleteSession(trx, session.digest);
    await auditPerson(trx, { user, origin }, { event: "session.ended", at: service.now(), revision });
  });
}

/** Signs a person out everywhere. */
export async function endSessions(service: Service, { user, secret, origin }: SignedInPerson): Promise<void> {
  await change(service, { proof: sessionProof(secret) }, async (trx, revision) => {
    await deleteSessions(trx, user.id);
    await auditPerson(trx, { user, origin }, { event: "sessions.ended", at: service.now(), revision });
  });
}

/** A public name for a session: the first half of its digest, written as a UUID; the secret cannot be had from it. */
function sessionId(digest: Uint8Array): string {
  const hex = Buffer.from(digest).toString("hex");
  const version8 = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return version8;
}
