import { lookup } from "node:dns/promises";
import * as oidc from "openid-client";
import { Refusal } from "../core/errors.ts";
import type { IdentityProvider, SignInFlow } from "../core/identity-provider.ts";
import type { Identity } from "../core/identity.ts";
import { isPrivate } from "../core/outbound-address.ts";
import { fetchOutbound, OUTBOUND } from "../outbound/fetch.ts";

export interface ProviderOptions {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  name: string;
  scopes: string;
  /** Which claim lists somebody's groups. */
  groupsClaim: string;
  /** Believe e-mail addresses of which it does not say whether they are verified. One that is not, never. */
  trustEmail: boolean;
  /** Told why somebody was refused, which they are not; nothing of what the provider said of them is in it. */
  onRefused: (reason: string) => void;
  now: () => number;
  monotonic: () => number;
}

/** What a provider says of itself is asked for anew after so long; its keys, whenever there is one that is not known. */
const KNOWN_FOR_MS = 60 * 60 * 1000;
/** How far its clock may be from ours: an ID token that was issued longer ago was not issued for this sign-in. */
const CLOCK_TOLERANCE_SECONDS = 60;

/**
 * An OpenID provider (authorization code flow with PKCE, state and nonce). It is asked for nothing before somebody wants
 * to sign in, so that a server starts without it.
 */
export function openIdentityProvider(options: ProviderOptions): IdentityProvider {
  let known: { configuration: Promise<oidc.Configuration>; untilMs: number } | undefined;
  const discover = async () => {
    if (!known || options.monotonic() > known.untilMs) {
      known = { configuration: discovered(options), untilMs: options.monotonic() + KNOWN_FOR_MS };
    }
    const { configuration } = known;
    return configuration.catch((error: unknown) => {
      if (known?.configuration === configuration) known = undefined;
      throw unreachable(options, error);
    });
  };
  return {
    name: options.name,

    async authorizationUrl({ redirectUri, state, nonce, verifier }) {
      return oidc.buildAuthorizationUrl(await discover(), {
        redirect_uri: redirectUri,
        scope: options.scopes,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      });
    },

    async identify(answer, flow) {
      const configuration = await discover();
      try {
        return identityOf(await claimsOf(configuration, { answer, flow, now: options.now }), options);
      } catch (error) {
        if (isOutage(error)) throw unreachable(options, error);
        options.onRefused(reasonOf(error));
        throw new Refusal(
          "identity_refused",
          "The identity provider's answer was not accepted: sign in again",
        );
      }
    },
  };
}

/** For a provider on this machine: the configuration takes no other address with http. */
// oxlint-disable-next-line typescript/no-deprecated -- it is marked so that it stands out
const ALLOW_HTTP = oidc.allowInsecureRequests;

async function discovered(options: ProviderOptions): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = options;
  const addresses = await lookup(issuer.hostname.replace(/^\[|\]$/g, ""), { all: true });
  // One that is a neighbour itself may have its endpoints beside it; one out there may not send us to our neighbours.
  const privateToo = addresses.every(({ address }) => isPrivate(address));
  return oidc.discovery(issuer, clientId, { client_secret: clientSecret }, authenticateClient(clientSecret), {
    timeout: OUTBOUND.timeoutMs / 1000,
    // An ID token that comes by TLS from the provider need not be checked; whoever stands in between would be believed.
    execute: [oidc.enableNonRepudiationChecks, ...(issuer.protocol === "http:" ? [ALLOW_HTTP] : [])],
    [oidc.customFetch]: (url, { method, headers, body, signal }) =>
      fetchOutbound(url, { method, headers, body: textOf(body), signal }, { privateToo }),
  });
}

function textOf(body: unknown): string | undefined {
  if (body === null || body === undefined) return undefined;
  if (typeof body === "string") return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError("Only forms are sent to an identity provider");
}

/** By header where the provider takes that, which it does unless it says otherwise (OIDC Discovery §3). */
function authenticateClient(secret: string): oidc.ClientAuth {
  const [byHeader, byForm] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const taken = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    return (taken.includes("client_secret_basic") ? byHeader : byForm)(server, ...rest);
  };
}

type Claims = Readonly<Record<string, unknown>> & { iss: string; sub: string };

/** What the ID token says, completed by what the provider tells of the same person where it says nothing. */
async function claimsOf(
  configuration: oidc.Configuration,
  { answer, flow, now }: { answer: URLSearchParams; flow: SignInFlow; now: () => number },
): Promise<Claims> {
  const cameTo = new URL(flow.redirectUri);
  cameTo.search = answer.toString();
  const tokens = await oidc.authorizationCodeGrant(configuration, cameTo, {
    pkceCodeVerifier: flow.verifier,
    expectedState: flow.state,
    expectedNonce: flow.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error("There is no ID token");
  if (Math.abs(claims.iat - now() / 1000) > CLOCK_TOLERANCE_SECONDS) {
    throw new Error("The ID token was not issued now");
  }
  const { userinfo_endpoint: endpoint } = configuration.serverMetadata();
  if (claims["email"] !== undefined || endpoint === undefined) return claims;
  return { ...(await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
}

function identityOf(claims: Claims, { groupsClaim, trustEmail }: ProviderOptions): Identity {
  const { iss: issuer, sub: subject, name, email, email_verified: verified = trustEmail } = claims;
  const groups = claims[groupsClaim];
  return {
    issuer,
    subject,
    name: textIn(name),
    verifiedEmail: verified === true ? textIn(email) : undefined,
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === "string") : [],
  };
}

function textIn(claim: unknown): string | undefined {
  return typeof claim === "string" && claim.trim() !== "" ? claim : undefined;
}

/** No answer, or one that says that it is the provider's own fault. */
function isOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === "OutboundError" || cause.name === "TimeoutError") return true;
    if ("status" in cause && typeof cause.status === "number" && cause.status >= 500) return true;
  }
  return false;
}

function unreachable({ name, onRefused }: ProviderOptions, error: unknown): Refusal {
  onRefused(reasonOf(error));
  return new Refusal("unavailable", `${name} cannot be reached right now`, {
    headers: { "Retry-After": "5" },
  });
}

/** The messages alone: what else such errors carry is what the provider said, claims and tokens among it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return error.cause instanceof Error ? `${error.message}: ${reasonOf(error.cause)}` : error.message;
}
