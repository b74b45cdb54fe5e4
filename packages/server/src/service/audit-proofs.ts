import { invalidField } from "../core/errors.ts";
import { originOf, signHead, verifierKeyOf } from "../seal/checkpoint.ts";
import type { Hash, Span } from "../seal/merkle.ts";
import { consistencySpans, inclusionSpans } from "../seal/merkle.ts";
import { findLogSize, hashSpan, sealLog } from "../storage/audit-tree.ts";
import type { Caller, Service } from "./context.ts";

/** The head of a project's log, over everything that has happened so far, signed. */
export async function getAuditHead(
  { db, auditKey }: Service,
  { project }: Caller,
): Promise<{ origin: string; size: number; rootHash: Hash; checkpoint: string; verifierKey: string }> {
  await sealLog(project.id, db);
  const size = await findLogSize(project.id, db);
  const head = { origin: originOf(project.id), size, rootHash: await hashSpan(project.id, db, [0, size]) };
  return { ...head, checkpoint: signHead(head, auditKey), verifierKey: verifierKeyOf(auditKey) };
}

/** Either which leaf is in the tree, by default the newest, or with how many leaves it began; and its size, by default today's. */
export interface ProofQuery {
  leafIndex?: number | undefined;
  first?: number | undefined;
  size?: number | undefined;
}

export interface AuditProof {
  size: number;
  rootHash: Hash;
  leafIndex: number | null;
  first: number | null;
  /** Nearest to the leaves first. */
  hashes: Hash[];
}

/** The hashes that prove it (RFC 9162 §2.1.3 and §2.1.4), and the root that they lead to. */
export async function getAuditProof(
  { db }: Service,
  { project }: Caller,
  query: ProofQuery,
): Promise<AuditProof> {
  const sealed = await findLogSize(project.id, db);
  const size = query.size ?? sealed;
  if (size > sealed) throw invalidField("size", `is more than the ${sealed} events that are sealed`);
  const { spans, ...proved } = provingSpans(query, size);
  const hashOf = (span: Span) => hashSpan(project.id, db, span);
  return { size, rootHash: await hashOf([0, size]), ...proved, hashes: await Promise.all(spans.map(hashOf)) };
}

/** What is to be proved, and the parts of the tree whose hashes prove it. */
function provingSpans(
  { first, leafIndex }: ProofQuery,
  size: number,
): Pick<AuditProof, "leafIndex" | "first"> & { spans: Span[] } {
  if (first === undefined) {
    const leaf = leafIndex ?? Math.max(0, size - 1);
    if (leaf > 0 && leaf >= size)
      throw invalidField("leafIndex", `is not below the size ${size} of the tree`);
    return { leafIndex: leaf, first: null, spans: inclusionSpans(leaf, size) };
  }
  if (leafIndex !== undefined) throw invalidField("leafIndex", "give either leafIndex or first, not both");
  if (first > size) throw invalidField("first", `is more than the size ${size} of the tree`);
  return { leafIndex: null, first, spans: consistencySpans(first, size) };
}
