import type { TokenPolicy } from "../core/policy.ts";
import type { Db, Trx } from "./open.ts";
import type { ProjectRow } from "./schema.ts";

export interface Project extends TokenPolicy {
  id: string;
  slug: string;
  name: string;
  closed: boolean;
}

export async function insertProject(trx: Trx, project: Project & { createdAtMs: number }): Promise<void> {
  await trx
    .insertInto("projects")
    .values({
      id: project.id,
      slug: project.slug,
      name: project.name,
      plan: "everything",
      tokens_enabled: Number(project.tokensEnabled),
      everyone_may_generate: Number(project.everyoneMayGenerate),
      max_lifetime_days: project.maxLifetimeDays,
      default_lifetime_days: project.defaultLifetimeDays,
      require_revoke_before_delete: Number(project.requireRevokeBeforeDelete),
      created_at: project.createdAtMs,
      closed_at: null,
    })
    .execute();
}

export async function getProject(projectId: string, db: Db): Promise<Project> {
  const row = await db
    .selectFrom("projects")
    .selectAll()
    .where("id", "=", projectId)
    .executeTakeFirstOrThrow();
  return projectOf(row);
}

/** Replaces the project's rules. */
export async function updatePolicy(projectId: string, trx: Trx, policy: TokenPolicy): Promise<void> {
  await trx
    .updateTable("projects")
    .set({
      tokens_enabled: Number(policy.tokensEnabled),
      everyone_may_generate: Number(policy.everyoneMayGenerate),
      max_lifetime_days: policy.maxLifetimeDays,
      default_lifetime_days: policy.defaultLifetimeDays,
      require_revoke_before_delete: Number(policy.requireRevokeBeforeDelete),
    })
    .where("id", "=", projectId)
    .execute();
}

export const PROJECT_COLUMNS = [
  "p.id",
  "p.slug",
  "p.name",
  "p.closed_at",
  "p.tokens_enabled",
  "p.everyone_may_generate",
  "p.max_lifetime_days",
  "p.default_lifetime_days",
  "p.require_revoke_before_delete",
] as const;

export function projectOf(row: Omit<ProjectRow, "plan" | "created_at">): Project {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    closed: row.closed_at !== null,
    tokensEnabled: row.tokens_enabled === 1,
    everyoneMayGenerate: row.everyone_may_generate === 1,
    maxLifetimeDays: row.max_lifetime_days,
    defaultLifetimeDays: row.default_lifetime_days,
    requireRevokeBeforeDelete: row.require_revoke_before_delete === 1,
  };
}
