import { Refusal } from "../core/errors.ts";
import type { IdentityProvider, SignInFlow } from "../core/identity-provider.ts";
import type { Identity } from "../core/identity.ts";
import { LIMITS } from "../core/limits.ts";
import type { Trx } from "../storage/open.ts";
import { finishSignIn } from "../storage/identities.ts";
import type { Service } from "./context.ts";
import { digestSecret, newSecret } from "./context.ts";

/** What a browser brings back, and the address that the provider sends it to. */
export interface Return {
  /** The flow's secret, which the browser alone holds. */
  secret: string;
  /** The query of the address that it came back to. */
  answer: string;
  redirectUri: string;
}

/**
 * Begins a sign-in by the identity provider. Nothing is stored of it, so that whoever begins many fills nothing up: the
 * browser keeps one secret, and all that goes to the provider is made of that.
 */
export async function beginIdentification(
  service: Service,
  redirectUri: string,
): Promise<{ secret: string; url: string }> {
  const secret = `${service.now()}.${newSecret(service.random)}`;
  const url = await getProvider(service).authorizationUrl(flowOf(secret, redirectUri));
  return { secret, url: url.href };
}

/** Who has come back to the browser that went. */
export async function identify(service: Service, { secret, answer, redirectUri }: Return): Promise<Identity> {
  const provider = getProvider(service);
  const [begunAt] = secret.split(".");
  const ageMs = service.now() - Number(begunAt);
  if (!(ageMs >= 0 && ageMs < LIMITS.identityFlowSeconds * 1000)) throw notBegunHere();
  return provider.identify(new URLSearchParams(answer), flowOf(secret, redirectUri));
}

/** What it has led to is done once, also where the provider would take its code again. */
export async function finishIdentification(service: Service, trx: Trx, { secret }: Return): Promise<void> {
  const expiresAtMs = service.now() + LIMITS.identityFlowSeconds * 1000;
  if (!(await finishSignIn(trx, { digest: digestSecret(secret), expiresAtMs }))) throw notBegunHere();
}

export function notBegunHere(): Refusal {
  return new Refusal("identity_refused", "This sign-in was not begun here, or not just now: sign in again");
}

function getProvider({ signInPolicy: { provider } }: Service): IdentityProvider {
  if (!provider) throw new Refusal("not_found", "There is no identity provider to sign in with");
  return provider;
}

function flowOf(secret: string, redirectUri: string): SignInFlow {
  const derived = (name: string) => Buffer.from(digestSecret(`${name} ${secret}`)).toString("base64url");
  return { redirectUri, state: derived("state"), nonce: derived("nonce"), verifier: derived("verifier") };
}
