/** In a child with `--expose-gc`: what held tokens take of memory, and how long it takes to hold them. */
import { createMemory } from "@tokenhouse/sdk/memory";
import type { Grant } from "@tokenhouse/sdk/memory";
import { hash } from "node:crypto";
import { createDigestTable, DIGEST_WORDS, readHexDigest } from "../../../sdk/src/verifier/digest-table.ts";
import { argument, tell } from "../child.ts";
import { grantOf } from "../held-tokens.ts";

export interface MemoryTold {
  tableBytesPerToken: number;
  bytesPerToken: number;
  /** Reading the pages of a load and holding what they tell, without the time on the network. */
  loadSeconds: number;
  longestPageMs: number;
}

const GRANTS_A_PAGE = 1_000;
const { tokens } = argument() as { tokens: number };
const told: MemoryTold = { tableBytesPerToken: tableBytes() / tokens, ...holdAll() };
tell(told);

function tableBytes(): number {
  const before = bytesInUse();
  const table = createDigestTable();
  const words = new Uint32Array(DIGEST_WORDS);
  for (let n = 0; n < tokens; n++) table.insert(readHexDigest(digestAt(n), words));
  const bytes = bytesInUse() - before;
  if (table.size !== tokens) throw new Error("The table lost digests");
  return bytes;
}

function holdAll(): Omit<MemoryTold, "tableBytesPerToken"> {
  const before = bytesInUse();
  const memory = createMemory({ maxTokens: tokens });
  let [totalMs, longestPageMs] = [0, 0];
  for (let from = 0; from < tokens; from += GRANTS_A_PAGE) {
    const count = Math.min(GRANTS_A_PAGE, tokens - from);
    const page = JSON.stringify(
      Array.from({ length: count }, (_, n) => grantOf(from + n, digestAt(from + n))),
    );
    const startedAt = performance.now();
    for (const grant of JSON.parse(page) as Grant[]) memory.put(grant, 0);
    const ms = performance.now() - startedAt;
    totalMs += ms;
    longestPageMs = Math.max(longestPageMs, ms);
  }
  const bytes = bytesInUse() - before;
  if (memory.size !== tokens) throw new Error("The memory lost tokens");
  return { bytesPerToken: bytes / tokens, loadSeconds: totalMs / 1000, longestPageMs };
}

function digestAt(n: number): string {
  return hash("sha256", `token ${n}`);
}

/** After a full collection. `external` holds the bytes of typed arrays. */
function bytesInUse(): number {
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
