import { randomUUID } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import type { Identity } from "../core/identity.ts";
import { admissionsOf } from "../core/identity.ts";
import { LIMITS } from "../core/limits.ts";
import { nameFrom, normalizeEmail } from "../core/person.ts";
import type { Origin } from "../storage/audit-rows.ts";
import { inChange } from "../storage/change.ts";
import {
  findIdentityUser,
  hasIdentities,
  insertIdentity,
  insertProvenIdentity,
} from "../storage/identities.ts";
import { deleteInvitations } from "../storage/invitations.ts";
import { findMember, insertMember } from "../storage/members.ts";
import type { Trx } from "../storage/open.ts";
import { findOpenProject } from "../storage/projects.ts";
import type { User } from "../storage/users.ts";
import { countProjects, findUserByEmail, insertUser } from "../storage/users.ts";
import { audit, byUser } from "./audit.ts";
import type { Service } from "./context.ts";
import { digestSecret, newSecret } from "./context.ts";
import type { Return } from "./identity-flow.ts";
import { finishIdentification, identify } from "./identity-flow.ts";
import type { SignedIn } from "./sign-in.ts";
import { startSession } from "./sign-in.ts";

/** Somebody has signed in, or has to show first that the account with their e-mail address is theirs. */
export type Recognised = { signedIn: SignedIn } | { connecting: { email: string; secret: string } };

/** A person whom the identity provider knows, in one change. */
interface Newcomer {
  identity: Identity;
  origin: Origin;
  revision: number;
}

/**
 * Signs in whoever has come back from the identity provider. On the first time they become whom the operator's rules
 * say, or, by a verified e-mail address, whom somebody has invited.
 */
export async function signInWithIdentity(
  service: Service,
  came: Return & { device?: string | undefined },
  origin: Origin,
): Promise<Recognised> {
  const known = await recognise(service, came, origin).catch((error: unknown) => {
    const isRefused = error instanceof Refusal && error.code !== "unavailable";
    if (isRefused) service.meters.signedIn("identity", "refused");
    throw error;
  });
  if ("connecting" in known) return known;
  service.meters.signedIn("identity", "succeeded");
  return { signedIn: await startSession(service, known.user, { device: came.device, origin }) };
}

type Recognition = { user: User } | { connecting: { email: string; secret: string } };

async function recognise(service: Service, came: Return, origin: Origin): Promise<Recognition> {
  const identity = await identify(service, came);
  return inChange(service.db, async (trx, revision) => {
    await finishIdentification(service, trx, came);
    const user = await findIdentityUser(trx, identity);
    return user ? { user } : admit(service, trx, { identity, origin, revision });
  });
}

async function admit(service: Service, trx: Trx, newcomer: Newcomer): Promise<Recognition> {
  const { issuer, verifiedEmail } = newcomer.identity;
  if (verifiedEmail === undefined) {
    throw new Refusal("identity_refused", `${issuer} does not say that your e-mail address is verified`);
  }
  const email = normalizeEmail(verifiedEmail);
  const account = await findUserByEmail(trx, email);
  if (!account) return { user: await join(service, trx, { ...newcomer, email, account: undefined }) };
  const { passwordHash, ...user } = account;
  if (passwordHash !== null)
    return { connecting: { email, secret: await waitForPassword(service, trx, { user, newcomer }) } };
  // Addresses are given to somebody else when people leave: whoever has it now is not whoever came with it first.
  if ((await hasIdentities(trx, user.id)) || user.operator) {
    throw new Refusal("identity_refused", "The account with your e-mail address belongs to another identity");
  }
  return { user: await join(service, trx, { ...newcomer, email, account: user }) };
}

/** An account with a password is opened to nobody who has not shown it, whatever the provider says of addresses. */
async function waitForPassword(
  service: Service,
  trx: Trx,
  { user, newcomer: { identity } }: { user: User; newcomer: Newcomer },
): Promise<string> {
  const secret = newSecret(service.random);
  await insertProvenIdentity(trx, {
    issuer: identity.issuer,
    subject: identity.subject,
    digest: digestSecret(secret),
    userId: user.id,
    expiresAtMs: service.now() + LIMITS.identityFlowSeconds * 1000,
  });
  return secret;
}

/** Makes whoever comes for the first time a person here, and a member where the rules say so. */
async function join(
  service: Service,
  trx: Trx,
  { identity, origin, revision, email, account }: Newcomer & { email: string; account: User | undefined },
): Promise<User> {
  const at = service.now();
  const user = account ?? {
    id: randomUUID(),
    name: nameFrom(identity.name ?? "", email),
    email,
    operator: false,
  };
  if (!account) await insertUser(trx, { ...user, passwordHash: null, createdAtMs: at });
  const { issuer, subject, groups } = identity;
  await insertIdentity(trx, { issuer, subject, userId: user.id, createdAtMs: at });
  await deleteInvitations(trx, user.id);
  for (const [projectSlug, admission] of admissionsOf(service.signInPolicy.admission, { email, groups })) {
    const project = await findOpenProject(trx, projectSlug);
    if (!project || (await findMember(project.id, trx, { id: user.id, nowMs: at }))) continue;
    const asked = admission === "ask";
    const role = asked ? "member" : admission;
    await insertMember(project.id, trx, {
      userId: user.id,
      role,
      tokenAccess: "inherit",
      createdAtMs: at,
      active: !asked,
      asked,
    });
    const detail = { member: user.id, email, role, issuer };
    const event = asked ? "member.asked" : "member.joined";
    await audit(trx, { ...byUser(user, origin), projectId: project.id }, { event, at, revision, detail });
  }
  if ((await countProjects(trx, user.id)) === 0) {
    throw new Refusal("forbidden", "Nobody has added you to a project here: ask an administrator to do so");
  }
  return user;
}
