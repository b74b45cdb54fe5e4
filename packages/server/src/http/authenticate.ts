import { timingSafeEqual } from "node:crypto";
import type { Route } from "../contract/route.ts";
import { Refusal } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import { roleHolds } from "../core/policy.ts";
import {
  authenticatePassword,
  callerFromToken,
  callerFromUser,
  findSession,
} from "../service/authenticate.ts";
import { checkToken } from "../service/check-token.ts";
import type { Caller, Origin, Service, User } from "../service/context.ts";
import { digestSecret } from "../service/context.ts";
import type { Credential } from "./credential.ts";

/** A request as far as authentication is concerned. */
export interface Claim {
  credential: Credential;
  origin: Origin;
  projectSlug: string | undefined;
  csrfToken: string | undefined;
  /** A safe method changes nothing and needs no CSRF token. */
  isSafe: boolean;
}

/** Whoever calls: a person by their session, and the caller in a project where the route concerns one. */
export interface Authenticated {
  caller: Caller | undefined;
  session: { user: User; secret: string } | undefined;
}

export interface AuthenticateContext {
  service: Service;
  /** Told of every refused token, with the reason that the caller is not told. */
  onDenied: (denial: { code: string; denialId: string; tokenId: string | null }) => void;
}

/** The one authenticator of every carrier and every route: who calls, and may they use this route? */
export async function authenticate(
  context: AuthenticateContext,
  route: Route,
  claim: Claim,
): Promise<Authenticated> {
  const { credential } = claim;
  switch (credential.carrier) {
    case "none":
      throw unauthenticated("Send an access token: Authorization: Bearer <value>");
    case "bearer":
      return withToken(context, route, { ...claim, value: credential.value });
    case "session":
      return withSession(context.service, route, { ...claim, secret: credential.secret });
    case "basic":
      return withPassword(context.service, route, { ...claim, ...credential });
  }
}

async function withToken(
  { service, onDenied }: AuthenticateContext,
  route: Route,
  { value, origin, projectSlug }: Claim & { value: string },
): Promise<Authenticated> {
  const scopes = route.permission ? [route.permission] : [];
  const check = await checkToken(service, { value }, { scopes, ip: origin.ip });
  if (!check.valid) {
    onDenied(check);
    throw check.code === "insufficient_scope" ? insufficientScope(scopes) : invalidToken();
  }
  refuseCarrier(route, "bearer");
  const caller = callerFromToken(check.record, origin);
  if (projectSlug !== undefined && projectSlug !== caller.project.slug) {
    throw new Refusal("forbidden", "This token belongs to another project than Tokenhouse-Project names");
  }
  return { caller, session: undefined };
}

async function withSession(
  service: Service,
  route: Route,
  { secret, origin, projectSlug, csrfToken, isSafe }: Claim & { secret: string },
): Promise<Authenticated> {
  const user = await findSession(service, secret);
  if (!user) throw unauthenticated("This session has ended: sign in again");
  refuseCarrier(route, "session");
  if (!isSafe && !isCsrfTokenOf(secret, csrfToken)) {
    throw new Refusal("csrf_required", "Send the session's csrfToken in the header X-Tokenhouse-CSRF");
  }
  const session = { user, secret };
  if (route.withoutProject) return { caller: undefined, session };
  const caller = await callerFromUser(service, user, { slug: projectSlug, origin });
  refuseRole(route, caller);
  return { caller, session };
}

/** A password is not even looked at on a route that takes none. */
async function withPassword(
  service: Service,
  route: Route,
  { email, password, origin, projectSlug }: Claim & { email: string; password: string },
): Promise<Authenticated> {
  if (!route.credentials.includes("basic")) throw unauthenticated("This route takes no Basic credentials");
  if (password.length > LIMITS.passwordMaxLength || email.length > LIMITS.emailLength) {
    throw new Refusal("invalid_request", "E-mail or password is longer than either can be");
  }
  const user = await authenticatePassword(service, { email, password }, origin);
  const caller = await callerFromUser(service, user, { slug: projectSlug, origin });
  refuseRole(route, caller);
  return { caller, session: undefined };
}

function refuseCarrier(route: Route, carrier: "bearer" | "session"): void {
  if (route.credentials.includes(carrier)) return;
  const taken = route.credentials.join(" or ");
  throw new Refusal("forbidden", `This route takes no ${carrier} credential, only ${taken}`);
}

function refuseRole(route: Route, caller: Caller): void {
  if (route.permission && !roleHolds(caller.role, route.permission)) {
    throw new Refusal("forbidden", `Your role in this project does not hold ${route.permission}`);
  }
}

/** Derived from the session's secret, so that it needs no storage and dies with the session. */
export function csrfTokenOf(secret: string): string {
  return Buffer.from(digestSecret(`csrf ${secret}`)).toString("base64url");
}

function isCsrfTokenOf(secret: string, presented: string | undefined): boolean {
  const wanted = Buffer.from(csrfTokenOf(secret));
  const found = Buffer.from(presented ?? "");
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

/** RFC 6750 §3: no error code when no credential was sent. */
function unauthenticated(detail: string): Refusal {
  return new Refusal("authentication_required", detail, { headers: { "WWW-Authenticate": "Bearer" } });
}

/** One answer for every value that is not good: unknown, expired, revoked and deleted look alike. */
function invalidToken(): Refusal {
  return new Refusal(
    "invalid_token",
    "The access token is unknown, expired, revoked or may not be used here",
    {
      headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' },
    },
  );
}

function insufficientScope(scopes: readonly string[]): Refusal {
  return new Refusal("insufficient_scope", `This needs the scope ${scopes.join(" ")}`, {
    headers: { "WWW-Authenticate": `Bearer error="insufficient_scope", scope="${scopes.join(" ")}"` },
  });
}
