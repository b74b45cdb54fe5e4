import type { Identity } from "./identity.ts";

/** The secrets of one sign-in by an identity provider: what goes there and has to come back (OIDC Core §3.1.2.1). */
export interface SignInFlow {
  /** Where the provider sends the browser back to. */
  redirectUri: string;
  state: string;
  nonce: string;
  /** RFC 7636. */
  verifier: string;
}

/** Whoever knows who people are. */
export interface IdentityProvider {
  /** What the sign-in page calls it. */
  name: string;
  /** Where a browser goes to have somebody identified. Refuses with `unavailable`. */
  authorizationUrl: (flow: SignInFlow) => Promise<URL>;
  /**
   * Who has come back, by the query of the address that the provider sent them to. Refuses with `identity_refused`, for
   * whatever reason, and with `unavailable`.
   */
  identify: (answer: URLSearchParams, flow: SignInFlow) => Promise<Identity>;
}
