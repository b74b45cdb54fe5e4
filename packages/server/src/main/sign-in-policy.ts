import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { openIdentityProvider } from "../oidc/provider.ts";
import type { SignInPolicy } from "../service/context.ts";

/** By what people may sign in. */
export function readSignInPolicy(
  config: Config,
  { log, ...clocks }: { log: Logger; now: () => number; monotonic: () => number },
): SignInPolicy {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret } = config;
  const { oidcAdmission: admission, passwords } = config;
  if (!issuer || clientId === undefined || clientSecret === undefined)
    return { provider: undefined, admission, passwords };
  const provider = openIdentityProvider({
    issuer,
    clientId,
    clientSecret,
    name: config.oidcName ?? issuer.host,
    scopes: config.oidcScopes,
    groupsClaim: config.oidcGroupsClaim,
    trustEmail: config.oidcTrustEmail,
    onRefused: (reason) => log.warn({ reason }, "an identity is not accepted"),
    ...clocks,
  });
  return { provider, admission, passwords };
}
