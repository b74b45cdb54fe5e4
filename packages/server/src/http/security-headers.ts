import type { FastifyInstance } from "fastify";
import { randomBytes } from "node:crypto";

declare module "fastify" {
  interface FastifyReply {
    /** New in every answer: the policy lets in what carries it. */
    styleNonce: string;
  }
}

/** What the page needs, and nothing else: no answer lets a browser run, load or frame more (CSP3 §6). */
const policyOf = (styleNonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${styleNonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(";");

const ALWAYS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Origin-Agent-Cluster": "?1",
  "Referrer-Policy": "no-referrer",
};
const HSTS = { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" };
/** Most of these concern browsers that nobody should use any more; scanners ask for them. */
const BESIDES = {
  "X-Content-Type-Options": "nosniff",
  "X-DNS-Prefetch-Control": "off",
  "X-Download-Options": "noopen",
  "X-Frame-Options": "DENY",
  "X-Permitted-Cross-Domain-Policies": "none",
  "X-XSS-Protection": "0",
};

/** Every answer of the framework, its refusals too, tells a browser to do nothing that the page does not need. */
export function sendSecurityHeaders(server: FastifyInstance, { isSecure }: { isSecure: boolean }): void {
  const fixed = Object.entries({ ...ALWAYS, ...(isSecure && HSTS), ...BESIDES });
  server.decorateReply("styleNonce", "");
  server.addHook("onRequest", async (_request, reply) => {
    reply.styleNonce = randomBytes(16).toString("hex");
    reply.raw.setHeader("Content-Security-Policy", policyOf(reply.styleNonce));
    for (const [name, value] of fixed) reply.raw.setHeader(name, value);
  });
}
