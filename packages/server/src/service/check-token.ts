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

/**
 * Checks a value, or its digest, against what is stored right now. `projectId` bounds the check to one project:
 * a token of another one is not found there.
 */
export async function checkToken(
  service: Service,
  presented: Presented,
  request: CheckRequest & { projectId?: string | undefined },
): Promise<Check> {
  if ("value" in presented && !parseToken(presented.value)) {
    return {
      valid: false,
      code: "malformed",
      denialId: randomUUID(),
      revision: service.seen.revision,
      tokenId: null,
    };
  }
  const digest = "value" in presented ? digestToken(presented.value) : presented.digest;
  const found = await findTokenRecord(service.db, Buffer.from(digest, "hex"));
  const isForeign = request.projectId !== undefined && found?.record.project.id !== request.projectId;
  const verdict = decide(isForeign ? undefined : found?.record, request, service.now());
  const revision = found?.revision ?? (await currentRevision(service.db));
  service.seen.revision = Math.max(service.seen.revision, revision);
  if (verdict.valid) return { ...verdict, revision };
  return { ...verdict, denialId: randomUUID(), revision, tokenId: found?.record.token.id ?? null };
}
