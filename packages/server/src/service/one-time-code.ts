import type { RandomBytes } from "@tokenhouse/sdk";
import { Secret, TOTP } from "otpauth";
import { LIMITS } from "../core/limits.ts";

/** What every authenticator app takes (RFC 6238): SHA-1, six digits, a new code each 30 seconds. */
const FORM = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** RFC 4226 §4: 160 bits. */
const SECRET_BYTES = 20;
/** 120 bits, so that a plain digest keeps them (ASVS 6.5.2). */
const RECOVERY_BYTES = 15;

/** What somebody shows besides their password, as they typed it: apps group digits, and some keyboards widen them. */
export type ShownCode = { type: "totp"; code: string } | { type: "recovery"; code: string };

export function readCode(typed: string): ShownCode {
  const code = typed.normalize("NFKC").replaceAll(/[\s-]/g, "").toLowerCase();
  return { type: /^[0-9]{6}$/.test(code) ? "totp" : "recovery", code };
}

export function newSecretKey(random: RandomBytes): Uint8Array {
  return random(SECRET_BYTES);
}

/** The time step that a code is of, if it is of this one, the one before or the one after. */
export function stepOf(secret: Uint8Array, code: string, nowMs: number): number | undefined {
  const totp = new TOTP({ ...FORM, secret: keyOf(secret) });
  const delta = totp.validate({ token: code, timestamp: nowMs, window: 1 });
  return delta === null ? undefined : totp.counter({ timestamp: nowMs }) + delta;
}

/** A secret as an app takes it: to be typed, and as the address that a QR code holds. */
export function enrolmentOf(secret: Uint8Array, email: string): { secret: string; uri: string } {
  const totp = new TOTP({ ...FORM, secret: keyOf(secret), issuer: "Tokenhouse", label: email });
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/** Codes for whoever has lost their app: `abcd-efgh-…`, to be kept on paper or in a password manager. */
export function newRecoveryCodes(random: RandomBytes): string[] {
  return Array.from({ length: LIMITS.recoveryCodes }, () => {
    const code = keyOf(random(RECOVERY_BYTES)).base32.toLowerCase();
    return code.replaceAll(/.{4}(?=.)/g, "$&-");
  });
}

function keyOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}
