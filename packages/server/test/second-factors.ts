import { Secret, TOTP } from "otpauth";
import { expect } from "vitest";
import { inChange } from "../src/storage/change.ts";
import {
  confirmSecondFactor,
  deleteSecondFactor,
  replaceUnconfirmed,
} from "../src/storage/second-factors.ts";
import type { Credentials, Installation } from "./fixture.ts";
import { PASSWORD } from "./fixture.ts";

export const STEP_MS = 30_000;

/** What an app shows at an instant for a secret that it was given in Base32. */
export function codeAt(secret: string, atMs: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: atMs });
}

export interface SetUp {
  secret: string;
  recoveryCodes: string[];
}

/** Sets a second factor up, as the page does, with the code of the installation's instant. */
export async function setUpSecondFactor(installation: Installation, session: Credentials): Promise<SetUp> {
  const begun = await installation.call("beginSecondFactor", session, { body: { password: PASSWORD } });
  expect(begun.status, begun.text).toBe(201);
  const secret = String(begun.body.secret);
  const body = { code: codeAt(secret, installation.clock.nowMs) };
  const confirmed = await installation.call("confirmSecondFactor", session, { body });
  expect(confirmed.status, confirmed.text).toBe(201);
  return { secret, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}

/** The code of somebody whose second factor is there already, or, `unconfirmed`, waits for just that code. */
export async function codeOfNew(
  { service: { db }, clock }: Pick<Installation, "service" | "clock">,
  userId: string,
  state: "confirmed" | "unconfirmed",
): Promise<string> {
  const secret = new Secret({ size: 20 });
  const createdAtMs = clock.nowMs;
  await inChange(db, async (trx) => {
    await deleteSecondFactor(trx, userId);
    await replaceUnconfirmed(trx, { userId, secret: secret.bytes, createdAtMs });
    if (state === "confirmed") await confirmSecondFactor(trx, { userId, step: 0, atMs: createdAtMs });
  });
  return codeAt(secret.base32, clock.nowMs);
}
