import type { Db } from "./open.ts";

/**
 * A verifier outside of this process that holds rights in its memory. It stands here from before its first lease until
 * its last is over, so that a server that starts anew knows whom to wait for.
 */
export interface StoredVerifier {
  id: string;
  projectId: string;
  name: string;
  mode: "memory" | "mirror";
  leaseMs: number;
  registeredAtMs: number;
}

export async function insertVerifier(db: Db, verifier: StoredVerifier): Promise<void> {
  const { id, projectId, name, mode, leaseMs, registeredAtMs } = verifier;
  await db
    .insertInto("verifiers")
    .values({ id, project_id: projectId, name, mode, lease_ms: leaseMs, registered_at: registeredAtMs })
    .execute();
}

export async function deleteVerifier(db: Db, id: string): Promise<void> {
  await db.deleteFrom("verifiers").where("id", "=", id).execute();
}

export async function listVerifiers(db: Db): Promise<StoredVerifier[]> {
  const rows = await db.selectFrom("verifiers").selectAll().orderBy("registered_at").execute();
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    mode: row.mode,
    leaseMs: row.lease_ms,
    registeredAtMs: row.registered_at,
  }));
}
