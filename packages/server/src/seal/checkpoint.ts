import type { KeyObject } from "node:crypto";
import { createHash, createPublicKey, sign, verify } from "node:crypto";
import type { Hash } from "./merkle.ts";

/**
 * Signed heads of logs as tlog checkpoints in signed notes (c2sp.org/tlog-checkpoint, c2sp.org/signed-note), which
 * witnesses and verifiers of other logs read as well.
 */
export interface Head {
  /** Which log it is. */
  origin: string;
  size: number;
  rootHash: Hash;
}

/** Each project has a log of its own. */
export function originOf(logId: string): string {
  return `tokenhouse/audit/${logId}`;
}

const KEY_NAME = "tokenhouse/audit";
/** What signed notes call Ed25519. */
const ED25519 = Uint8Array.of(1);
const PUBLIC_KEY_BYTES = 32;

/** A checkpoint of a head: its text, and a line with its signature. */
export function signHead({ origin, size, rootHash }: Head, key: KeyObject): string {
  const text = `${origin}\n${size}\n${base64(rootHash)}\n`;
  const signature = Buffer.concat([keyHash(publicBytes(key)), sign(null, Buffer.from(text), key)]);
  return `${text}\n— ${KEY_NAME} ${base64(signature)}\n`;
}

/** The public half of a key as verifiers of signed notes are given it: name, hash and key. */
export function verifierKeyOf(key: KeyObject): string {
  const bytes = publicBytes(key);
  return `${KEY_NAME}+${keyHash(bytes).toString("hex")}+${base64(Buffer.concat([ED25519, bytes]))}`;
}

/** What a checkpoint says, whoever signed it; undefined = it is none. */
export function readHead(checkpoint: string): Head | undefined {
  const [, origin, size, rootHash] =
    /^([^\n]+)\n(0|[1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*\n(?:— [^\n]+\n)+$/.exec(checkpoint) ??
    [];
  if (origin === undefined || size === undefined || rootHash === undefined) return undefined;
  return { origin, size: Number(size), rootHash: Buffer.from(rootHash, "base64") };
}

/** Whether a checkpoint carries a good signature of the key that a verifier was given. */
export function isSignedBy(checkpoint: string, verifierKey: string): boolean {
  const bytes = readVerifierKey(verifierKey);
  const end = checkpoint.indexOf("\n\n") + 1;
  if (!bytes || end === 0) return false;
  const x = bytes.toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const text = Buffer.from(checkpoint.slice(0, end));
  return [...checkpoint.slice(end).matchAll(/^— \S+ (\S+)$/gmu)].some(([, encoded = ""]) => {
    const signature = Buffer.from(encoded, "base64");
    return signature.subarray(0, 4).equals(keyHash(bytes)) && verify(null, text, key, signature.subarray(4));
  });
}

/** The bytes of a verifier's key; undefined = it is none of these. */
export function readVerifierKey(verifierKey: string): Buffer | undefined {
  const bytes = Buffer.from(verifierKey.split("+").slice(2).join("+"), "base64");
  const key = bytes.subarray(ED25519.length);
  const isRight = key.length === PUBLIC_KEY_BYTES && bytes.subarray(0, ED25519.length).equals(ED25519);
  return isRight && verifierKey.startsWith(`${KEY_NAME}+${keyHash(key).toString("hex")}+`) ? key : undefined;
}

function publicBytes(key: KeyObject): Buffer {
  return Buffer.from(createPublicKey(key).export({ format: "jwk" }).x ?? "", "base64url");
}

function keyHash(key: Uint8Array): Buffer {
  return createHash("sha256").update(`${KEY_NAME}\n`).update(ED25519).update(key).digest().subarray(0, 4);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
