import type { Nullable, Selectable } from "kysely";
import { sql } from "kysely";
import type { Db } from "./open.ts";
import type { VerifierTable } from "./schema.ts";

/**
 * A process that holds rights in its memory: a server, or an SDK in front of an API. It stands here from before its
 * first lease until its last is over, so that whoever changes rights knows whom to wait for.
 */
export interface StoredVerifier {
  id: string;
  /** Null = a server, which holds rights of every project. */
  projectId: string | null;
  name: string;
  /** Null = a server. */
  mode: "memory" | "mirror" | null;
  leaseMs: number;
  registeredAtMs: number;
}

/** The same, and how far it is. */
export interface VerifierProgress extends StoredVerifier {
  /** When its lease was extended last, by the wall clock of the server that extended it. */
  heardAtMs: number;
  /** Moved by each extension of its lease. */
  generation: number;
  /** Up to this revision it has confirmed. Never falls. */
  applied: number;
}

/** Registers a verifier that has applied nothing; one that is there already stays as it is. */
export async function insertVerifier(db: Db, verifier: StoredVerifier): Promise<void> {
  const { id, projectId, name, mode, leaseMs, registeredAtMs } = verifier;
  await db
    .insertInto("verifiers")
    .values({
      id,
      project_id: projectId,
      name,
      mode,
      lease_ms: leaseMs,
      registered_at: registeredAtMs,
      heard_at: registeredAtMs,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

/** Extends a lease, and notes what is confirmed with it. False = there is no such verifier (any more). */
export async function extendVerifier(
  db: Db,
  { id, applied, nowMs }: { id: string; applied: number; nowMs: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("verifiers")
    .set((eb) => ({
      generation: eb("generation", "+", 1),
      applied: atLeast(applied),
      heard_at: nowMs,
    }))
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Notes what a verifier has applied. */
export async function confirmVerifier(
  db: Db,
  { id, applied }: { id: string; applied: number },
): Promise<void> {
  await db
    .updateTable("verifiers")
    .set({ applied: atLeast(applied) })
    .where("id", "=", id)
    .execute();
}

function atLeast(applied: number) {
  return sql<number>`case when applied < ${applied} then ${applied} else applied end`;
}

/** Shuts a verifier out, unless its lease has been extended since it was seen at this generation: it has to register anew. */
export async function fenceVerifier(
  db: Db,
  { id, generation }: { id: string; generation: number },
): Promise<void> {
  await db.deleteFrom("verifiers").where("id", "=", id).where("generation", "=", generation).execute();
}

export async function deleteVerifier(db: Db, id: string): Promise<void> {
  await db.deleteFrom("verifiers").where("id", "=", id).execute();
}

/** Every verifier, servers included, or those that can hold rights of some projects; and the revision: one statement. */
export async function readVerifiers(
  db: Db,
  projectIds?: readonly string[],
): Promise<{ revision: number; verifiers: VerifierProgress[] }> {
  const rows = await db
    .selectFrom("revision as r")
    .leftJoin("verifiers as v", (join) =>
      projectIds
        ? join.on((eb) => eb.or([eb("v.project_id", "is", null), eb("v.project_id", "in", projectIds)]))
        : join.onTrue(),
    )
    .select(["v.id", "v.project_id", "v.name", "v.mode", "v.lease_ms", "v.registered_at", "v.heard_at"])
    .select(["v.generation", "v.applied", "r.n as revision"])
    .orderBy("v.registered_at")
    .orderBy("v.id")
    .execute();
  const [first] = rows;
  if (!first) throw new Error("The database has lost its revision");
  return { revision: first.revision, verifiers: rows.flatMap((row) => verifierOf(row) ?? []) };
}

/** Of a row that is empty where there is no verifier at all. */
function verifierOf(row: Nullable<Selectable<VerifierTable>>): VerifierProgress | undefined {
  if (row.id === null || row.name === null) return undefined;
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    mode: row.mode,
    leaseMs: row.lease_ms ?? 0,
    registeredAtMs: row.registered_at ?? 0,
    heardAtMs: row.heard_at ?? 0,
    generation: row.generation ?? 0,
    applied: row.applied ?? 0,
  };
}
