import { Refusal } from "../core/errors.ts";
import { normalizeEmail } from "../core/person.ts";
import type { TokenRecord } from "../core/verdict.ts";
import type { Origin } from "../storage/audit-rows.ts";
import { findSessionUser, isKnownDevice } from "../storage/sessions.ts";
import type { User } from "../storage/users.ts";
import { findUserByEmail, listMemberships } from "../storage/users.ts";
import { auditPerson } from "./audit.ts";
import type { Caller, Service } from "./context.ts";
import { digestSecret } from "./context.ts";

export interface PasswordCredential {
  email: string;
  password: string;
  /** What a browser keeps from an earlier sign-in. */
  device?: string | undefined;
}

/** The person with this e-mail address and password, or one refusal for everything else. */
export async function authenticatePassword(
  service: Service,
  { email, password, device }: PasswordCredential,
  origin: Origin,
): Promise<User> {
  const normalized = normalizeEmail(email);
  const user = await findUserByEmail(service.db, normalized);
  const attempt = { email: normalized, ip: origin.ip, knownDevice: await knownDevice(service, user, device) };
  await service.throttle.begin(attempt);
  const matched = await service.passwords.matches(user?.passwordHash, password);
  if (!user || !matched) {
    await auditPerson(service.db, { user, origin }, { event: "sign_in.refused", at: service.now() });
    throw new Refusal("invalid_credentials", "E-mail or password is wrong", {
      headers: { "WWW-Authenticate": "Bearer" },
    });
  }
  await service.throttle.succeed(attempt);
  const { passwordHash: _, ...person } = user;
  return person;
}

async function knownDevice(
  service: Service,
  user: User | undefined,
  device: string | undefined,
): Promise<string | undefined> {
  if (!user || device === undefined) return undefined;
  const digest = digestSecret(device);
  const known = await isKnownDevice(service.db, { digest, userId: user.id });
  return known ? Buffer.from(digest).toString("hex") : undefined;
}

/** Whose live session this is. */
export async function findSession(service: Service, secret: string): Promise<User | undefined> {
  return findSessionUser(service.db, { digest: digestSecret(secret), nowMs: service.now() });
}

/** A person acting in one of their projects: the one they name, else their only one. */
export async function callerFromUser(
  service: Service,
  user: User,
  { slug, origin }: { slug: string | undefined; origin: Origin },
): Promise<Caller> {
  const memberships = await listMemberships(service.db, user.id);
  if (slug === undefined && memberships.length > 1) {
    const slugs = memberships.map(({ project }) => project.slug).join(", ");
    throw new Refusal(
      "project_required",
      `Name the project in the header Tokenhouse-Project; yours are ${slugs}`,
    );
  }
  const membership = memberships.find(({ project }) => slug === undefined || project.slug === slug);
  if (!membership) throw new Refusal("forbidden", "You are not a member of this project");
  return {
    principal: { type: "user", id: user.id, name: user.name, email: user.email },
    project: membership.project,
    role: membership.role,
    scopes: ["*"],
    ipAllowList: [],
    rateLimit: null,
    origin,
  };
}

/** Whoever holds a token, acting in the token's project with no more than the token's scopes. */
export function callerFromToken({ token, project, holder }: TokenRecord, origin: Origin): Caller {
  return {
    principal: token.holder,
    project,
    role: holder.role,
    scopes: token.scopes,
    ipAllowList: token.ipAllowList,
    rateLimit: token.rateLimit,
    origin: { ...origin, tokenId: token.id },
  };
}
