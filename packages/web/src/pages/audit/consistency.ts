import type { Operations } from "@tokenhouse/sdk/client";

type Proof = Operations["getAuditProof"]["answer"];

/** A head of the log as it was seen once. */
export interface SeenHead {
  size: number;
  rootHash: string;
}

/** Whether a proof shows that the log begins with what was seen (RFC 9162 §2.1.4.2). */
export async function beginsWith(seen: SeenHead, { size, rootHash, hashes }: Proof): Promise<boolean> {
  if (seen.size === 0) return true;
  if (seen.size === size) return hashes.length === 0 && seen.rootHash === rootHash;
  const path = Number.isInteger(Math.log2(seen.size)) ? [seen.rootHash, ...hashes] : hashes;
  let [node, last] = [seen.size - 1, size - 1];
  const rise = () => ([node, last] = [Math.floor(node / 2), Math.floor(last / 2)]);
  while (node % 2 === 1) rise();
  let [older = "", newer = ""] = [path[0], path[0]];
  for (const hash of path.slice(1)) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [older, newer] = await Promise.all([hashPair(hash, older), hashPair(hash, newer)]);
      while (node % 2 === 0 && node !== 0) rise();
    } else {
      newer = await hashPair(newer, hash);
    }
    rise();
  }
  return last === 0 && older === seen.rootHash && newer === rootHash;
}

async function hashPair(left: string, right: string): Promise<string> {
  const bytes = Uint8Array.from(`01${left}${right}`.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
