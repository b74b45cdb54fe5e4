import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { AuditDetail } from "../../core/audit-details.ts";
import { insertAuditEvent } from "../audit.ts";
import { findReplayed, readPast, setDecided, setReplayed } from "../histories.ts";
import { createNarrowings } from "../narrowing.ts";
import type { Narrowing } from "../narrowing.ts";
import type { Db, Trx } from "../open.ts";
import { beginHistory } from "../revision.ts";
import { inTransaction } from "../transaction.ts";
import { insertVerifier } from "../verifiers.ts";
import { BackupError } from "./backup-error.ts";
import type { JournalEntry, JournalSpan } from "./read-journal.ts";
import { readJournal } from "./read-journal.ts";
import type { Ended } from "./replay.ts";
import { replay, revokeAll } from "./replay.ts";

/** What becomes of the revocations that a restored database does not have; «undecided» leaves it to be said later. */
export type Decision =
  | { kind: "replayed"; journals: readonly string[] }
  | { kind: "revoked-all" }
  | { kind: "accepted" }
  | { kind: "undecided" };

export interface Settlement {
  decision: Decision;
  atMs: number;
  /** Revisions up to here may have been given out, by whichever state of the database. */
  beyond: number;
  /** Verifiers of before may hold leases that are as long as this. */
  leaseMs: number;
}

export interface Settled {
  fromRevision: number;
  toRevision: number;
  tokensEnded: number;
  /** Projects that nobody can administer now. */
  ownerless: readonly string[];
}

/** What must not work twice, or belongs to what the database was. */
const OF_BEFORE = ["sessions", "invitations", "idempotency_keys", "verifiers"] as const;

/** Makes a database of before one that may be served, but for its revocations if nobody decides; whole or not at all. */
export async function settle(db: Db, settlement: Settlement): Promise<Settled> {
  const { decision, atMs, leaseMs } = settlement;
  const journals = decision.kind === "replayed" ? await readAll(db, decision.journals) : undefined;
  const beyond = Math.max(settlement.beyond, journals?.lastRevision ?? 0);
  return inTransaction(db, async (trx) => {
    const { n: fromRevision } = await trx
      .updateTable("revision")
      .set({ n: sql<number>`n` })
      .returning("n")
      .executeTakeFirstOrThrow();
    const undecided = decision.kind === "undecided";
    const toRevision = await beginHistory(trx, { beyond, undecided });
    for (const table of OF_BEFORE) await trx.deleteFrom(table).execute();
    await awaitLeasesOfBefore(trx, { atMs, leaseMs });
    const ended = await decide(trx, { decision, narrowed: journals?.narrowed ?? [], atMs });
    if (!undecided) await setDecided(trx, decision.kind !== "replayed");
    for (const { id, lastRevision } of journals?.spans ?? []) {
      await setReplayed(trx, { id, revision: lastRevision });
    }
    await writeDown(trx, { decision, atMs, fromRevision, toRevision, ended });
    const tokensEnded = [...ended.values()].reduce((sum, count) => sum + count, 0);
    return { fromRevision, toRevision, tokensEnded, ownerless: await listOwnerless(trx) };
  });
}

interface Missing {
  spans: readonly JournalSpan[];
  narrowed: readonly Narrowing[];
  lastRevision: number;
}

/** What journals have and the database has not, in the order in which it happened. */
async function readAll(db: Db, files: readonly string[]): Promise<Missing> {
  const has = await readPast(db);
  const missing: JournalEntry[] = [];
  const spans: JournalSpan[] = [];
  for (const file of files) {
    const own: JournalEntry[] = [];
    const span = await readJournal(file, (entry) => {
      if (!has(entry.revision)) own.push(entry);
    });
    const replayed = await findReplayed(db, span.id);
    missing.push(...own.filter(({ revision }) => revision > replayed));
    spans.push(span);
  }
  const narrowings = createNarrowings();
  for (const { narrowed } of missing.toSorted((a, b) => a.revision - b.revision)) {
    for (const one of narrowed) narrowings.add(one);
  }
  const lastRevision = Math.max(0, ...spans.map((span) => span.lastRevision));
  refuseGaps(spans, has);
  return { spans, narrowed: narrowings.list(), lastRevision };
}

/** What was revoked before a journal began, and is not in the database, has to be in another one. */
function refuseGaps(spans: readonly JournalSpan[], has: (revision: number) => boolean): void {
  const late = spans.filter(({ after }) => !has(after));
  const isKnown = (id: string | null) => spans.some((span) => span.id === id);
  const missing = late.filter(({ follows }) => follows !== null && !isKnown(follows));
  const isWhole = missing.length === 0 && late.length < spans.length;
  if (isWhole) return;
  const [{ after } = { after: 0 }] = missing.length > 0 ? missing : late;
  throw new BackupError(
    `The journal begins with revision ${after}, later than the backup ends: give the one before it, too, or decide by --revoke-all or --accept`,
  );
}

async function decide(
  trx: Trx,
  { decision, narrowed, atMs }: { decision: Decision; narrowed: readonly Narrowing[]; atMs: number },
): Promise<Ended> {
  if (decision.kind === "replayed") return replay(trx, { narrowed, atMs });
  return decision.kind === "revoked-all" ? revokeAll(trx, atMs) : new Map();
}

/**
 * SDKs may go on for a lease that a server gave before the restore, and of which this database knows nothing. The first
 * change that narrows rights waits for them, as for any verifier that is silent.
 */
async function awaitLeasesOfBefore(
  trx: Trx,
  { atMs, leaseMs }: { atMs: number; leaseMs: number },
): Promise<void> {
  const projects = await trx.selectFrom("projects").select("id").execute();
  for (const { id: projectId } of projects) {
    await insertVerifier(trx, {
      id: randomUUID(),
      projectId,
      name: "verifiers from before the restore",
      mode: "memory",
      leaseMs,
      registeredAtMs: atMs,
    });
  }
}

/** In the log of each project, where it is looked for. */
async function writeDown(
  trx: Trx,
  done: { decision: Decision; atMs: number; fromRevision: number; toRevision: number; ended: Ended },
): Promise<void> {
  const { decision, atMs, fromRevision, toRevision, ended } = done;
  const projects = await trx.selectFrom("projects").select("id").execute();
  for (const projectId of [null, ...projects.map(({ id }) => id)]) {
    const detail = {
      decision: decision.kind,
      fromRevision,
      toRevision,
      ...(projectId !== null && { tokensEnded: ended.get(projectId) ?? 0 }),
    } satisfies Partial<Record<AuditDetail, unknown>>;
    await insertAuditEvent(projectId, trx, {
      at: atMs,
      event: "installation.restored",
      revision: toRevision,
      tokenId: null,
      actor: { type: "operator", id: null, name: "operator" },
      origin: { carrier: "none", tokenId: null, ip: "", userAgent: "", requestId: "restore" },
      detail,
    });
  }
}

async function listOwnerless(trx: Trx): Promise<string[]> {
  const rows = await trx
    .selectFrom("projects as p")
    .select("p.slug")
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("members as m")
            .select("m.user_id")
            .whereRef("m.project_id", "=", "p.id")
            .where("m.role", "=", "owner")
            .where("m.active", "=", 1),
        ),
      ),
    )
    .orderBy("p.slug")
    .execute();
  return rows.map(({ slug }) => slug);
}
