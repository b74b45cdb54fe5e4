import type { Operations } from "@tokenhouse/sdk/client";

type Proof = Pick<Operations["getAuditProof"]["answer"], "size" | "rootHash" | "hashes">;

/** A head of the log as it was seen once. */
export interface SeenHead {
  size: number;
  rootHash: string;
}

/** Whether a proof shows that the log begins with what was seen (RFC 9162 §2.1.4). */
export async function beginsWith(seen: SeenHead, { size, rootHash, hashes }: Proof): Promise<boolean> {
  if (seen.size === 0) return true;
  const left = [...hashes];
  const next = () => left.shift() ?? "";

  /** The hashes of then and of now over the events `from` to `to`; `isWhole`: they are all that was seen. */
  async function rise(from: number, to: number, isWhole: boolean): Promise<[older: string, newer: string]> {
    if (seen.size === to) {
      const hash = isWhole ? seen.rootHash : next();
      return [hash, hash];
    }
    const middle = from + largestPowerBelow(to - from);
    if (seen.size <= middle) {
      const [older, newer] = await rise(from, middle, isWhole);
      return [older, await hashPair(newer, next())];
    }
    const [older, newer] = await rise(middle, to, false);
    const before = next();
    return [await hashPair(before, older), await hashPair(before, newer)];
  }

  const [older, newer] = await rise(0, size, true);
  return left.length === 0 && older === seen.rootHash && newer === rootHash;
}

function largestPowerBelow(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1);
}

async function hashPair(left: string, right: string): Promise<string> {
  const bytes = Uint8Array.from(`01${left}${right}`.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
