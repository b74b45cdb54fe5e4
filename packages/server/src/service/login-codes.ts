import { Refusal } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import type { Token } from "../core/token.ts";
import { findLoginCode, insertLoginCode, takeLoginCode } from "../storage/login-codes.ts";
import { callerFromUser } from "./authenticate.ts";
import { change } from "./change.ts";
import type { Caller, Origin, Service } from "./context.ts";
import { digestSecret, newSecret } from "./context.ts";
import { getGeneratingRole } from "./create-token.ts";
import { generateToken } from "./generate-token.ts";

/** What a command line asks for, and what somebody has to agree to. */
export interface LoginRequest {
  /** `S256` of RFC 7636: base64url(SHA-256(verifier)). */
  challenge: string;
  name: string;
  lifetimeDays: number;
}

/**
 * A code that lets whoever made the challenge have a token in the caller's name, once and soon. It travels through a
 * browser's address, and is worth nothing there (RFC 8252 §8.1).
 */
export async function issueLoginCode(service: Service, caller: Caller, asked: LoginRequest): Promise<string> {
  const { proof, project } = caller;
  if (proof.type !== "session") throw new Refusal("forbidden", "Only whoever is signed in can agree to this");
  const code = newSecret(service.random);
  await change(service, caller, async (trx) => {
    await getGeneratingRole(caller, trx);
    await insertLoginCode(trx, {
      ...asked,
      digest: digestSecret(code),
      sessionDigest: proof.digest,
      projectId: project.id,
      expiresAtMs: service.now() + LIMITS.loginCodeSeconds * 1000,
    });
  });
  return code;
}

/** Generates the token that was agreed to, as whoever agreed may do it now: their session has to be there still. */
export async function redeemLoginCode(
  service: Service,
  { code, verifier }: { code: string; verifier: string },
  origin: Origin,
): Promise<{ value: string; token: Token }> {
  const digest = digestSecret(code);
  const found = await findLoginCode(service.db, { digest, nowMs: service.now() });
  if (!found || found.code.challenge !== challengeOf(verifier)) throw nothingAgreed();
  const { user, projectSlug: slug } = found;
  const { sessionDigest, name, lifetimeDays } = found.code;
  const proof = { type: "session" as const, digest: sessionDigest };
  const caller = await callerFromUser(service, user, { slug, origin, proof });
  return generateToken(service, caller, {
    kind: "personal",
    input: { name, description: "", lifetime: { days: lifetimeDays }, ipAllowList: [], rateLimit: null },
    async findHolder(trx) {
      if (!(await takeLoginCode(trx, digest))) throw nothingAgreed();
      return { holder: caller.principal, role: await getGeneratingRole(caller, trx) };
    },
  });
}

function challengeOf(verifier: string): string {
  return Buffer.from(digestSecret(verifier)).toString("base64url");
}

/** The same for a code that is unknown, used or over, and for a verifier that is not its own. */
function nothingAgreed(): Refusal {
  return new Refusal("not_found", "This code has been used or has ended: sign in again");
}
