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

/** Either which leaf is in the tree, or with how many leaves it began; and the size of the tree, by default today's. */
export interface ProofQuery {
  leafIndex?: number | undefined;
  first?: number | undefined;
  size?: number | undefined;
}

/** The hashes that prove it (RFC 9162 §2.1.3 and §2.1.4), and the root that they lead to. */
export async function getAuditProof(
  { db }: Service,
  { project }: Caller,
  query: ProofQuery,
): Promise<{ size: number; rootHash: Hash; hashes: Hash[] }> {
  const sealed = await findLogSize(project.id, db);
  const { size = sealed } = query;
  if (size > sealed) throw invalidField("size", `is more than the ${sealed} events that are sealed`);
  const spans = spansOf(query, size);
  const hashOf = (span: Span) => hashSpan(project.id, db, span);
  return { size, rootHash: await hashOf([0, size]), hashes: await Promise.all(spans.map(hashOf)) };
}

function spansOf({ leafIndex, first }: ProofQuery, size: number): Span[] {
  if ((leafIndex === undefined) === (first === undefined)) {
    throw invalidField("leafIndex", "give either leafIndex or first: one of the two");
  }
  if (leafIndex !== undefined) {
    if (leafIndex < size) return inclusionSpans(leafIndex, size);
    throw invalidField("leafIndex", `is not below the size ${size} of the tree`);
  }
  if (first !== undefined && first <= size) return consistencySpans(first, size);
  throw invalidField("first", `is more than the size ${size} of the tree`);
}
