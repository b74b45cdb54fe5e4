import { listRoutes } from "../../contract/index.ts";
import type { TokenRecord } from "../../core/verdict.ts";
import { inspectToken } from "../../service/check-token.ts";
import { revokePresentedToken } from "../../service/revoke-presented-token.ts";
import type { Handlers } from "../mount.ts";

export const oauthHandlers: Pick<
  Handlers,
  "introspectToken" | "revokePresentedToken" | "getAuthorizationServer"
> = {
  async introspectToken({ service, usage, url }, { caller, body: { token, ip }, request }) {
    const asked = { scopes: [], ip, projectId: caller.project.id };
    const startedAt = service.monotonic();
    const check = await inspectToken(service, { value: token }, asked);
    service.meters.checked("introspection", check.code, service.monotonic() - startedAt);
    if (!check.valid) {
      const { code, denialId, tokenId } = check;
      request.log.info({ code, denialId, tokenId }, "token refused");
      return { active: false };
    }
    usage.record({
      tokenId: check.record.token.id,
      atMs: service.now(),
      ip: ip ?? null,
      userAgent: null,
      verifier: service.verifier.name,
    });
    return { active: true, ...claimsOf(check.record), iss: url() };
  },

  async revokePresentedToken({ service }, { caller, body }) {
    await revokePresentedToken(service, caller, body.token);
    return undefined;
  },

  getAuthorizationServer({ url }) {
    const base = url();
    return {
      issuer: base,
      introspection_endpoint: `${base}/oauth/introspect`,
      introspection_endpoint_auth_methods_supported: [...CLIENT_METHODS, "Bearer"],
      revocation_endpoint: `${base}/oauth/revoke`,
      revocation_endpoint_auth_methods_supported: CLIENT_METHODS,
      response_types_supported: [],
      grant_types_supported: [],
      scopes_supported: ownScopes(),
    };
  },
};

const CLIENT_METHODS = ["client_secret_basic", "client_secret_post"];

function ownScopes(): string[] {
  return [...new Set(listRoutes().flatMap(([, { permission }]) => permission ?? []))].toSorted();
}

/** The claims of RFC 7662 §2.2. A value that rotation has replaced ends with its overlap. */
function claimsOf({ token, validUntilMs, project }: TokenRecord) {
  const endsAtMs = Math.min(token.expiresAtMs ?? Infinity, validUntilMs ?? Infinity);
  return {
    scope: token.scopes.join(" "),
    client_id: token.id,
    username: token.holder.email ?? token.holder.name,
    token_type: "Bearer" as const,
    ...(endsAtMs !== Infinity && { exp: secondsOf(endsAtMs) }),
    iat: secondsOf(token.createdAtMs),
    sub: token.holder.id,
    aud: project.slug,
    jti: token.id,
  };
}

function secondsOf(ms: number): number {
  return Math.floor(ms / 1000);
}
