import type { RateLimitState, ValidVerdict } from "@tokenhouse/sdk/memory";
import { isWellFormed, rawDigest, rawDigestOfHex } from "@tokenhouse/sdk/memory";
import { randomUUID } from "node:crypto";
import { Refusal } from "../core/errors.ts";
import type { CheckRequest, DenialCode, TokenRecord } from "../core/verdict.ts";
import { decide, faultOf } from "../core/verdict.ts";
import type { Db } from "../storage/open.ts";
import { currentRevision } from "../storage/open.ts";
import { findTokenRecord } from "../storage/token-records.ts";
import type { Service } from "./context.ts";
import { grantOf } from "./grants.ts";

export type Presented = { value: string } | { digest: string };

/** What a check is bounded to. A token of another project is not found in it. */
interface Bounds {
  projectId?: string | undefined;
  projectSlug?: string | undefined;
  /** Answer from this revision or a newer one. */
  atLeast?: number | undefined;
}

export type Question = CheckRequest & Bounds;

interface Limited {
  rateLimit?: RateLimitState | undefined;
}

/** A refusal with what only the log is told: of which token. */
export type Refused = Limited & {
  valid: false;
  code: DenialCode;
  denialId: string;
  revision: number;
  tokenId: string | null;
};

/** The answer to a question, whether memory or storage gave it. */
export type Told = ValidVerdict | Refused;

/** The answer of storage, with the record that it was given over. */
export type Check = (ValidVerdict & { record: TokenRecord }) | Refused;

/** Answers a question from memory in this turn, or else from storage, and then holds what it found. */
export function tellToken(service: Service, presented: Presented, question: Question): Told | Promise<Told> {
  const told = tellHeld(service, presented, question);
  service.meters.lookedUp(told ? "memory" : "database");
  return told ?? tellStored(service, presented, question);
}

/** The answer as far as memory knows it. */
export function tellHeld(service: Service, presented: Presented, question: Question): Told | undefined {
  const { memory, refused } = service;
  const digest = digestOf(presented);
  if (digest === undefined) return refuse({ code: "malformed", revision: memory.applied });
  if (!service.standing.isInForce() || memory.applied < (question.atLeast ?? 0)) return undefined;
  const verdict = memory.check(digest, question, service.now());
  if (verdict === undefined || verdict.valid) return verdict;
  return refuse({ ...verdict, tokenId: refused.tokenId });
}

async function tellStored(service: Service, presented: Presented, question: Question): Promise<Told> {
  const check = await checkToken(service, presented, question);
  if (!check.valid) return check;
  const { record: _, ...verdict } = check;
  return verdict;
}

/**
 * Checks a value, or its digest, against what is stored right now. Shape and checksum are judged before any storage is
 * touched; what is good in itself is held in memory from then on.
 */
export async function checkToken(service: Service, presented: Presented, question: Question): Promise<Check> {
  const check = await inspectToken(service, presented, question);
  return check.valid ? meter(service, check) : check;
}

/** The same about the token's state alone, which a used-up rate is no part of: nothing is taken from the rate. */
export async function inspectToken(
  service: Service,
  presented: Presented,
  question: Question,
): Promise<Check> {
  const digest = digestOf(presented);
  if (digest === undefined) return refuse({ code: "malformed", revision: service.memory.applied });
  const found = await service.standing.answer({
    read: () => readStored(service.db, digest, question),
    store: (stored) => hold(service, digest, stored),
    atLeast: question.atLeast,
  });
  if (!found) throw unknowable(question);
  const { record, revision } = found;
  const verdict = decide(record, question, service.now());
  if (!verdict.valid) return refuse({ code: verdict.code, tokenId: record?.token.id ?? null, revision });
  return { ...acceptOver(verdict.record, revision), record: verdict.record };
}

interface Stored {
  record: TokenRecord | undefined;
  revision: number;
}

/** What is not there must not have been there at the revision that is told. */
async function readStored(db: Db, digest: string, bounds: Bounds): Promise<Stored> {
  const bytes = Buffer.from(digest, "latin1");
  const first = await findTokenRecord(db, bytes);
  const revision = first?.revision ?? (await currentRevision(db));
  const found = first ?? (await findTokenRecord(db, bytes));
  if (!found || isForeign(found.record.project, bounds)) return { record: undefined, revision };
  return found;
}

/** A good check of a token with a rate limit takes from its rate, and may find nothing left. */
async function meter({ rates }: Service, check: Extract<Check, { valid: true }>): Promise<Check> {
  const { id, rateLimit: limit } = check.record.token;
  if (!limit) return check;
  const { allowed, told: rateLimit } = await rates.ask(id, limit);
  if (allowed) return { ...check, rateLimit };
  return refuse({ code: "rate_limited", tokenId: id, revision: check.revision, rateLimit });
}

function acceptOver(record: TokenRecord, revision: number): ValidVerdict {
  const { token, holder, role, project } = grantOf(record);
  return { valid: true, code: "valid", token, holder: { ...holder, role }, project, revision };
}

function hold({ memory, now }: Service, digest: string, { record, revision }: Stored): void {
  if (!record || faultOf(record, now()) !== undefined) return;
  const grant = { ...grantOf(record), digest: Buffer.from(digest, "latin1").toString("hex") };
  memory.put(grant, revision);
}

/** The digest as memory takes it; undefined for what cannot be a value. */
function digestOf(presented: Presented): string | undefined {
  if ("digest" in presented) return rawDigestOfHex(presented.digest);
  return isWellFormed(presented.value) ? rawDigest(presented.value) : undefined;
}

function isForeign({ id, slug }: { id: string; slug: string }, { projectId, projectSlug }: Bounds): boolean {
  return (projectId ?? id) !== id || (projectSlug ?? slug) !== slug;
}

type Reason = Omit<Refused, "valid" | "denialId" | "tokenId"> & {
  denialId?: string | null;
  tokenId?: string | null;
};

/** A refusal without a name in the records yet gets one. */
function refuse({ denialId, tokenId = null, ...reason }: Reason): Refused {
  return { valid: false, ...reason, denialId: denialId ?? randomUUID(), tokenId };
}

/** Never told as a refusal of the token: it may well be good. */
function unknowable({ atLeast = 0 }: Bounds): Refusal {
  const why =
    atLeast > 0 ? `nothing from revision ${atLeast} on is known here yet` : "the database does not answer";
  return new Refusal("unavailable", `Whether the token is good cannot be told right now: ${why}`, {
    headers: { "Retry-After": "1" },
  });
}
