import type { RateLimitState } from "@tokenhouse/sdk/memory";
import { timingSafeEqual } from "node:crypto";
import type { Route } from "../contract/route.ts";
import { invalidToken, Refusal, unauthenticated } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import { mayUse, roleHolds } from "../core/policy.ts";
import {
  authenticatePassword,
  callerFromToken,
  callerFromUser,
  findSession,
} from "../service/authenticate.ts";
import { checkToken } from "../service/check-token.ts";
import type { Caller, Origin, Service, User } from "../service/context.ts";
import { digestSecret, isAdministrator, sessionProof } from "../service/context.ts";
import type { Credential } from "./credential.ts";
import { expiryHeaders } from "./expiry-headers.ts";
import { unknownClient } from "./oauth-client.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";

/** A request as far as authentication is concerned. */
export interface Claim {
  credential: Credential;
  origin: Origin;
  projectSlug: string | undefined;
  csrfToken: string | undefined;
  /** What somebody with a second factor sends besides their password. */
  code: string | undefined;
  /** A safe method changes nothing and needs no CSRF token. */
  isSafe: boolean;
}

/** Whoever calls: a person by their session, and the caller in a project where the route concerns one. */
export interface Authenticated {
  caller: Caller | undefined;
  session: { user: User; secret: string } | undefined;
  /** What their token's rate limit and its end say with each answer. */
  headers?: Readonly<Record<string, string>>;
}

export interface AuthenticateContext {
  service: Service;
  /** Told of every refused token, with the reason that the caller is not told. */
  onDenied: (denial: { code: string; denialId: string; tokenId: string | null }) => void;
}

/** The one authenticator of every carrier and every route: who calls? Nobody whose credential is not good passes. */
export async function authenticate(
  context: AuthenticateContext,
  route: Route,
  claim: Claim,
): Promise<Authenticated> {
  const { credential } = claim;
  switch (credential.carrier) {
    case "none":
      if (route.credentials.includes("client")) throw unknownClient();
      throw unauthenticated("Send an access token: Authorization: Bearer <value>");
    case "bearer":
      return withToken(context, claim, credential.value);
    case "session":
      return withSession(context.service, route, { ...claim, secret: credential.secret });
    case "client":
      return withClient(context, claim, credential);
    case "basic":
      return withPassword(context.service, route, { ...claim, ...credential });
  }
}

async function withToken(
  { service, onDenied }: AuthenticateContext,
  { origin, projectSlug }: Claim,
  value: string,
): Promise<Authenticated> {
  const startedAt = service.monotonic();
  const check = await checkToken(service, { value }, { scopes: [], ip: origin.ip });
  service.meters.checked("api", check.code, service.monotonic() - startedAt);
  if (!check.valid) {
    onDenied(check);
    throw check.code === "rate_limited" ? rateLimited(check.rateLimit) : invalidToken();
  }
  const caller = callerFromToken(check.record, origin);
  if (projectSlug !== undefined && projectSlug !== caller.project.slug) {
    throw new Refusal("forbidden", "This token belongs to another project than Tokenhouse-Project names");
  }
  const headers = { ...rateLimitHeaders(check.rateLimit), ...expiryHeaders(check.record, service.now()) };
  return { caller, session: undefined, headers };
}

/** A token as an OAuth client: its id and its value. A wrong id is answered as a wrong value is. */
async function withClient(
  context: AuthenticateContext,
  claim: Claim,
  { id, secret }: { id: string; secret: string },
): Promise<Authenticated> {
  const authenticated = await withToken(context, claim, secret).catch((error: unknown) => {
    throw error instanceof Refusal && error.code === "invalid_token" ? unknownClient() : error;
  });
  if (authenticated.caller?.origin.tokenId !== id) throw unknownClient();
  return authenticated;
}

async function withSession(
  service: Service,
  route: Route,
  { secret, origin, projectSlug, csrfToken, isSafe }: Claim & { secret: string },
): Promise<Authenticated> {
  const user = await findSession(service, secret);
  if (!user) throw unauthenticated("This session has ended: sign in again");
  const session = { user, secret };
  if (!route.credentials.includes("session")) return { caller: undefined, session };
  if (!isSafe && !isCsrfTokenOf(secret, csrfToken)) {
    throw new Refusal("csrf_required", "Send the session's csrfToken in the header X-Tokenhouse-CSRF");
  }
  if (route.withoutProject) return { caller: undefined, session };
  const proof = sessionProof(secret);
  return { caller: await callerFromUser(service, user, { slug: projectSlug, origin, proof }), session };
}

/** A password is not even looked at on a route that takes none. */
async function withPassword(
  service: Service,
  route: Route,
  { email, password, code, origin, projectSlug }: Claim & { email: string; password: string },
): Promise<Authenticated> {
  if (!route.credentials.includes("basic")) throw unauthenticated("This route takes no Basic credentials");
  if (password.length > LIMITS.passwordMaxLength || email.length > LIMITS.emailLength) {
    throw new Refusal("invalid_request", "E-mail or password is longer than either can be");
  }
  if (code !== undefined && code.length > LIMITS.oneTimeCodeLength) {
    throw new Refusal("invalid_request", "Tokenhouse-Code is longer than a code can be");
  }
  const { user, proof } = await authenticatePassword(service, { email, password, code }, origin);
  const caller = await callerFromUser(service, user, { slug: projectSlug, origin, proof });
  return { caller, session: undefined };
}

/** May whoever calls use this route? Throws the refusal that the declaration implies. */
export function authorize(route: Route, { caller, session }: Authenticated): void {
  const carrier = session ? "session" : (caller?.origin.carrier ?? "none");
  if (!route.credentials.some((taken) => taken === carrier)) {
    const taken = route.credentials.join(" or ");
    throw new Refusal("forbidden", `This route takes no ${carrier} credential, only ${taken}`);
  }
  if (route.operator && !session?.user.operator) {
    throw new Refusal("forbidden", "This is for whoever runs the installation");
  }
  if (!caller) return;
  refuseMissingScope(route, caller);
  if (route.administrators && !isAdministrator(caller)) {
    throw new Refusal("forbidden", "This is for the owner and the administrators of the project");
  }
  refusePlan(route, caller);
}

/** A token lacks a scope; a person lacks a role. */
function refuseMissingScope({ permission }: Route, { role, scopes, origin }: Caller): void {
  if (!permission || mayUse(role, scopes, [permission])) return;
  if (origin.carrier === "bearer") throw insufficientScope(permission);
  if (!roleHolds(role, permission)) {
    throw new Refusal("forbidden", `Your role in this project does not hold ${permission}`);
  }
}

/** A project whose tokens are switched off has no token routes; one whose plan lacks a thing says so. */
function refusePlan(route: Route, { project }: Caller): void {
  if (!route.entitlement) return;
  if (!project.entitlements.includes(route.entitlement)) {
    throw new Refusal(
      "not_in_plan",
      `${PLAN_NAMES[route.entitlement]} are not in your plan (${project.plan})`,
    );
  }
  if (route.entitlement === "accessTokens" && !project.tokensEnabled) {
    throw new Refusal("not_found", "Access tokens are switched off in this project");
  }
}

const PLAN_NAMES = { accessTokens: "Access tokens", serviceAccounts: "Service accounts" };

/** Derived from the session's secret, so that it needs no storage and dies with the session. */
export function csrfTokenOf(secret: string): string {
  return Buffer.from(digestSecret(`csrf ${secret}`)).toString("base64url");
}

function isCsrfTokenOf(secret: string, presented: string | undefined): boolean {
  const wanted = Buffer.from(csrfTokenOf(secret));
  const found = Buffer.from(presented ?? "");
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

/** The token is good, and has been used up for now. */
export function rateLimited(state: RateLimitState | undefined): Refusal {
  return new Refusal("rate_limited", "This token has been used too often in too short a time", {
    headers: { "Retry-After": String(state?.resetSeconds ?? 1), ...rateLimitHeaders(state) },
  });
}

export function insufficientScope(scope: string): Refusal {
  return new Refusal("insufficient_scope", `This needs the scope ${scope}`, {
    headers: { "WWW-Authenticate": `Bearer error="insufficient_scope", scope="${scope}"` },
  });
}
