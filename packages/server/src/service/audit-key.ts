import type { KeyObject } from "node:crypto";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { keepAuditKey } from "../storage/audit-keys.ts";
import type { Db } from "../storage/open.ts";

/** The key that heads of the audit log are signed with: the configured one, or one that the database keeps. */
export async function openAuditKey(db: Db, configured: KeyObject | undefined): Promise<KeyObject> {
  if (configured) return configured;
  const { privateKey } = generateKeyPairSync("ed25519");
  return createPrivateKey(
    await keepAuditKey(db, privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
  );
}
