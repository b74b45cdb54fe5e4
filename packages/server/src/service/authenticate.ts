import { isWellFormed } from "@tokenhouse/sdk/memory";
import { setTimeout as delay } from "node:timers/promises";
import type { ErrorCode } from "../core/errors.ts";
import { Refusal } from "../core/errors.ts";
import { normalizeEmail } from "../core/person.ts";
import type { TokenRecord } from "../core/verdict.ts";
import type { Origin } from "../storage/audit-rows.ts";
import { findSecondFactor } from "../storage/second-factors.ts";
import { findDeviceEmail, findSessionUser } from "../storage/sessions.ts";
import { inFleetingTransaction } from "../storage/transaction.ts";
import type { User } from "../storage/users.ts";
import { findUserByEmail, listMemberships } from "../storage/users.ts";
import { auditPerson } from "./audit.ts";
import type { Caller, Proof, Service } from "./context.ts";
import { digestSecret } from "./context.ts";
import { codeRefused, codeRequired, isCodeGood } from "./show-code.ts";
import type { SignInTry } from "./sign-in-throttle.ts";

export interface PasswordCredential {
  email: string;
  password: string;
  /** For whoever has a second factor: a code of it, or a recovery code. */
  code?: string | undefined;
  /** What a browser keeps from an earlier sign-in. */
  device?: string | undefined;
}

/** Longer than it takes to write that somebody was refused, in however many projects they are. */
const REFUSED_AFTER_MS = 25;

/**
 * The person with this e-mail address and password, and the code that they are asked for if they have a second factor; or
 * one refusal for everything else, which takes as long whether or not there is such a person: nobody is looked for before
 * the tries are counted.
 * A token is nobody's password: a script that sends one goes on failing, and uses up none of its owner's tries.
 */
export function authenticatePassword(
  service: Service,
  credential: PasswordCredential,
  origin: Origin,
): Promise<{ user: User; proof: Proof }> {
  return counting(service, () => tryPassword(service, { ...credential, asksForCode: true }, origin));
}

/** The same without a code: for whoever is signed in already, and confirms that it is still them. */
export function confirmPassword(
  service: Service,
  credential: Omit<PasswordCredential, "code">,
  origin: Origin,
): Promise<{ user: User; proof: Proof }> {
  return counting(service, () => tryPassword(service, { ...credential, asksForCode: false }, origin));
}

async function counting<T>({ meters }: Service, authenticate: () => Promise<T>): Promise<T> {
  try {
    const authenticated = await authenticate();
    meters.signedIn("password", "succeeded");
    return authenticated;
  } catch (error) {
    // Whoever is asked for their code comes back with it.
    if (error instanceof Refusal && error.code !== "second_factor_required")
      meters.signedIn("password", error.code === "rate_limited" ? "limited" : "refused");
    throw error;
  }
}

async function tryPassword(
  service: Service,
  { email, password, device, code, asksForCode }: PasswordCredential & { asksForCode: boolean },
  origin: Origin,
): Promise<{ user: User; proof: Proof }> {
  if (isWellFormed(password)) throw wrongCredentials();
  const attempt = await beginTry(service, { email, device }, origin);
  const found = await findUserByEmail(service.db, attempt.email);
  const matched = await service.passwords.matches(found?.passwordHash, password);
  if (!found || !matched) {
    await Promise.all([auditRefusal(service, { user: found, origin }), delay(REFUSED_AFTER_MS)]);
    throw wrongCredentials();
  }
  const { passwordHash: hash, ...user } = found;
  const secondFactor = asksForCode ? await tryCode(service, { attempt, user, code, origin }) : undefined;
  // Half of what is asked for at sign-in forgets no guesses at the other half.
  await (asksForCode ? service.throttle.succeed(attempt) : service.throttle.takeBack(attempt));
  await refusePassword(service, user);
  return { user, proof: { type: "password", userId: user.id, hash, secondFactor } };
}

/** Counts a try before it is looked at, or refuses it. */
export async function beginTry(
  service: Service,
  who: { email: string; device?: string | undefined },
  { ip }: Origin,
): Promise<SignInTry> {
  const email = normalizeEmail(who.email);
  const attempt = { email, ip, knownDevice: await knownDevice(service, email, who.device) };
  await service.throttle.begin(attempt);
  return attempt;
}

/** Answers since when somebody has had the second factor that a good code was shown for; null = they have none. */
async function tryCode(
  service: Service,
  {
    attempt,
    user,
    code,
    origin,
  }: { attempt: SignInTry; user: User; code?: string | undefined; origin: Origin },
): Promise<number | null> {
  const factor = await findSecondFactor(service.db, user.id);
  if (!factor) return null;
  if (code === undefined) {
    // No guess of anything. Those at codes that came before are not forgotten.
    await service.throttle.takeBack(attempt);
    throw codeRequired();
  }
  if (!(await isCodeGood(service, { user, factor, code, origin }))) {
    await auditRefusal(service, { user, origin }, "second_factor_refused");
    throw codeRefused();
  }
  return factor.confirmedAtMs;
}

async function auditRefusal(
  service: Service,
  who: { user: User | undefined; origin: Origin },
  code?: ErrorCode,
): Promise<void> {
  const refused = { event: "sign_in.refused", at: service.now(), ...(code && { detail: { code } }) };
  await inFleetingTransaction(service.db, (trx) => auditPerson(trx, who, refused));
}

/** Said to nobody but whoever knows the password. */
async function refusePassword({ db, signInPolicy }: Service, { id, operator }: User): Promise<void> {
  const { passwords, provider } = signInPolicy;
  if (passwords === "everyone" || operator) return;
  if ((await listMemberships(db, id)).some(({ role }) => role === "owner")) return;
  throw new Refusal(
    "forbidden",
    `Passwords are for owners here: sign in with ${provider?.name ?? "your identity provider"}`,
  );
}

export function wrongCredentials(): Refusal {
  return new Refusal("invalid_credentials", "E-mail or password is wrong", {
    headers: { "WWW-Authenticate": "Bearer" },
  });
}

async function knownDevice(
  service: Service,
  email: string,
  device: string | undefined,
): Promise<string | undefined> {
  if (device === undefined) return undefined;
  const digest = digestSecret(device);
  const known = await findDeviceEmail(service.db, digest);
  return known === email ? Buffer.from(digest).toString("hex") : undefined;
}

/** Whose live session this is. */
export async function findSession(service: Service, secret: string): Promise<User | undefined> {
  return findSessionUser(service.db, { digest: digestSecret(secret), nowMs: service.now() });
}

/** A person acting in one of their projects: the one they name, else their only one. */
export async function callerFromUser(
  service: Service,
  user: User,
  { slug, origin, proof }: { slug: string | undefined; origin: Origin; proof: Proof },
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
    proof,
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
export function callerFromToken({ digest, token, project, holder }: TokenRecord, origin: Origin): Caller {
  return {
    proof: { type: "token", digest },
    principal: token.holder,
    project,
    role: holder.role,
    scopes: token.scopes,
    ipAllowList: token.ipAllowList,
    rateLimit: token.rateLimit,
    origin: { ...origin, tokenId: token.id },
  };
}
