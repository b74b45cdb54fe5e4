import type { RandomBytes } from "@tokenhouse/sdk";
import type { Memory } from "@tokenhouse/sdk/memory";
import type { KeyObject } from "node:crypto";
import { createHash } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import type { IdentityProvider } from "../core/identity-provider.ts";
import type { AdmissionRule } from "../core/identity.ts";
import type { Meters } from "../core/meters.ts";
import type { Role, ServiceRole } from "../core/policy.ts";
import type { Standing } from "../core/standing.ts";
import type { RateLimit, ServerRates } from "../core/rate-limit.ts";
import type { Principal } from "../core/token.ts";
import type { Origin } from "../storage/audit-rows.ts";
import type { Db } from "../storage/open.ts";
import type { Project } from "../core/project.ts";
import type { Confirm } from "./receipt.ts";
import type { Passwords } from "./passwords.ts";
import type { SignInThrottle } from "./sign-in-throttle.ts";

export type { Origin } from "../storage/audit-rows.ts";
export type { User } from "../storage/users.ts";

/** What every use case works with. Clocks and randomness come in here, so that tests hold them. */
export interface Service {
  db: Db;
  /** Wall clock, ms since 1970. */
  now: () => number;
  /** Monotonic clock, ms; for durations only. */
  monotonic: () => number;
  random: RandomBytes;
  tokenPrefix: string;
  passwords: Passwords;
  throttle: SignInThrottle;
  signInPolicy: SignInPolicy;
  /** Webhooks may be in the operator's own network. */
  webhooksPrivate: boolean;
  /** The secret of the set-up link; none once somebody has been created. */
  setUpSecret: string | undefined;
  /** What this process holds of good values, kept true in the turn of each commit. */
  memory: Memory;
  /** Of which token memory spoke when it last refused. */
  refused: { tokenId: string | null };
  /** How often limited tokens were used, here and wherever else it counts. */
  rates: ServerRates;
  /** Whether this process may answer at all. */
  standing: Standing;
  /** Waits until a change of rights has reached every verifier, this process included. */
  confirm: Confirm;
  /** Signs the heads of the audit log. */
  auditKey: KeyObject;
  /** This process as a verifier, as receipts name it. */
  verifier: { name: string };
  meters: Meters;
}

/** By what people may sign in, as the operator has decided. */
export interface SignInPolicy {
  provider: IdentityProvider | undefined;
  /** What the provider's people become here on their first sign-in. */
  admission: readonly AdmissionRule[];
  /** Whose passwords are taken. */
  passwords: "everyone" | "owners";
}

/** What somebody has proved who they are with. Each change asks once more whether it still holds. */
export type Proof =
  | { type: "token"; digest: Uint8Array }
  | { type: "session"; digest: Uint8Array }
  | {
      type: "password";
      userId: string;
      hash: string | null;
      /** Since when they have had the second factor that a code was shown for; null = none, undefined = nobody asked. */
      secondFactor: number | null | undefined;
    };

/** Whoever is behind a request, once it is known: one object, whatever the carrier. */
export interface Caller {
  proof: Proof;
  principal: Principal;
  project: Project;
  role: Role | ServiceRole;
  /** What this credential may do at most; a session and a password may do all that the role may. */
  scopes: readonly string[];
  ipAllowList: readonly string[];
  rateLimit: RateLimit | null;
  origin: Origin;
}

export function isAdministrator(caller: Caller): boolean {
  return caller.role === "owner" || caller.role === "admin";
}

/** SHA-256 as bytes: how secrets that browsers hold are stored. */
export function digestSecret(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}

export function sessionProof(secret: string): Proof {
  return { type: "session", digest: digestSecret(secret) };
}

/** A secret of 256 bits that fits into a cookie or a link. */
export function newSecret(random: RandomBytes): string {
  return Buffer.from(random(32)).toString("base64url");
}

/** A token that is not there, or none of the caller's business: the same answer. */
export function tokenNotFound(): Refusal {
  return new Refusal("not_found", "There is no token with this id");
}
