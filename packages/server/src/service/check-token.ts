import { digestToken, parseToken } from "@tokenhouse/sdk";
import { randomUUID } from "node:crypto";
import type { CheckRequest, DenialCode, TokenRecord } from "../core/verdict.ts";
import { decide } from "../core/verdict.ts";
import { currentRevision } from "../storage/open.ts";
import { findTokenRecord } from "../storage/token-records.ts";
import type { Service } from "./context.ts";

export type Presented = { value: string } | { digest: string };

export type Check =
  | { valid: true; record: TokenRecord; revision: number }
  | { valid: false; code: DenialCode; denialId: string; revision: number; tokenId: string | null };

interface Bounds {
  projectId?: string | undefined;
  projectSlug?: string | undefined;
}

/**
 * Checks a value, or its digest, against what is stored right now. `projectId` or `projectSlug` bounds the check to one
 * project: a token of another one is not found there.
 */
export async function checkToken(
  service: Service,
  presented: Presented,
  request: CheckRequest & Bounds,
): Promise<Check> {
  const digest = digestOf(presented);
  if (digest === undefined) return refused(service, { code: "malformed" });
  const found = await findTokenRecord(service.db, digest);
  service.seen.revision = found?.revision ?? (await currentRevision(service.db));
  const record = isForeign(found?.record, request) ? undefined : found?.record;
  const verdict = decide(record, request, service.now());
  if (verdict.valid) return { ...verdict, revision: service.seen.revision };
  return refused(service, { code: verdict.code, tokenId: record?.token.id });
}

/** Undefined for what cannot be a value: shape and checksum are judged before any storage is touched. */
function digestOf(presented: Presented): Uint8Array | undefined {
  if ("digest" in presented) return Buffer.from(presented.digest, "hex");
  return parseToken(presented.value) && Buffer.from(digestToken(presented.value), "hex");
}

function isForeign(record: TokenRecord | undefined, { projectId, projectSlug }: Bounds): boolean {
  const { id, slug } = record?.project ?? {};
  return (projectId ?? id) !== id || (projectSlug ?? slug) !== slug;
}

function refused(
  service: Service,
  { code, tokenId = null }: { code: DenialCode; tokenId?: string | null | undefined },
): Check {
  return { valid: false, code, denialId: randomUUID(), revision: service.seen.revision, tokenId };
}
