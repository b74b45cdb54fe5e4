import { sql } from "kysely";
import type { Entitlement } from "../core/policy.ts";
import type { CatalogueScope, Project } from "../core/project.ts";
import { countActive } from "./active-tokens.ts";
import { logChanges } from "./change-log.ts";
import { noteNarrowing } from "./narrowing.ts";
import type { Db, Trx } from "./open.ts";
import { prepared } from "./prepared.ts";
import type { ProjectRow } from "./schema.ts";

export async function insertProject(trx: Trx, project: Project & { createdAtMs: number }): Promise<void> {
  await trx
    .insertInto("projects")
    .values({
      id: project.id,
      slug: project.slug,
      ...describing(project),
      ...rulesOf(project),
      created_at: project.createdAtMs,
      closed_at: null,
    })
    .execute();
}

export async function getProject(projectId: string, db: Db): Promise<Project> {
  const [row] = await selectProject(db, { projectId });
  if (!row) throw new Error("There is no project with this id");
  return projectOf(row);
}

const selectProject = prepared<{ projectId: string }, Omit<ProjectRow, "created_at">>((db, value) =>
  db.selectFrom("projects as p").select(PROJECT_COLUMNS).where("p.id", "=", value("projectId")).compile(),
);

/** Replaces what can change of a project; whether it is closed, only where that is said. */
export async function updateProject(
  projectId: string,
  trx: Trx,
  project: Project & { closedAtMs?: number | null },
) {
  const rules = {
    ...rulesOf(project),
    ...(project.closedAtMs !== undefined && { closed_at: project.closedAtMs }),
  };
  await trx
    .updateTable("projects")
    .set({ ...describing(project), ...rules })
    .where("id", "=", projectId)
    .execute();
  noteNarrowing(trx, { kind: "project", projectId, id: projectId, rules });
  await logChanges(trx, [{ projectId, kind: "project", ref: projectId }]);
}

function describing(project: Project) {
  return { name: project.name, scope_catalogue: JSON.stringify(project.scopeCatalogue) };
}

function flagOf(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

/** The columns of a project that say what somebody may do, but whether it is closed. */
function rulesOf(project: Project) {
  return {
    plan: project.plan,
    entitlements: JSON.stringify(project.entitlements),
    tokens_enabled: flagOf(project.tokensEnabled),
    everyone_may_generate: flagOf(project.everyoneMayGenerate),
    max_lifetime_days: project.maxLifetimeDays,
    default_lifetime_days: project.defaultLifetimeDays,
    require_revoke_before_delete: flagOf(project.requireRevokeBeforeDelete),
  } as const;
}

/** A project as whoever runs the installation sees it. */
export interface ProjectEntry {
  project: Project;
  createdAtMs: number;
  closedAtMs: number | null;
  members: number;
  activeTokens: number;
}

/** Every project of the installation, or the one asked for, by name. */
export async function listProjectEntries(
  db: Db,
  { nowMs, id }: { nowMs: number; id?: string },
): Promise<ProjectEntry[]> {
  const rows = await db
    .selectFrom("projects as p")
    .select(PROJECT_COLUMNS)
    .select((eb) => [
      "p.created_at",
      eb
        .selectFrom("members as m")
        .select((count) => count.fn.countAll<number>().as("count"))
        .whereRef("m.project_id", "=", "p.id")
        .as("members"),
      countActive(sql`t.project_id = p.id`, nowMs).as("active_tokens"),
    ])
    .$if(id !== undefined, (query) => query.where("p.id", "=", id ?? ""))
    .orderBy("p.name")
    .execute();
  return rows.map((row) => ({
    project: projectOf(row),
    createdAtMs: row.created_at,
    closedAtMs: row.closed_at,
    members: Number(row.members),
    activeTokens: Number(row.active_tokens),
  }));
}

/** Every project that is not closed, after one of them, in the order of their ids. */
export async function listOpenProjects(
  db: Db,
  { after, limit }: { after: string; limit: number },
): Promise<Project[]> {
  const rows = await db
    .selectFrom("projects as p")
    .select(PROJECT_COLUMNS)
    .where("p.closed_at", "is", null)
    .where("p.id", ">", after)
    .orderBy("p.id")
    .limit(limit)
    .execute();
  return rows.map(projectOf);
}

/** The project of this name, unless it is closed. */
export async function findOpenProject(db: Db, slug: string): Promise<Project | undefined> {
  const row = await db
    .selectFrom("projects as p")
    .select(PROJECT_COLUMNS)
    .where("p.slug", "=", slug)
    .where("p.closed_at", "is", null)
    .executeTakeFirst();
  return row && projectOf(row);
}

export async function isSlugTaken(trx: Trx, slug: string): Promise<boolean> {
  return (
    (await trx.selectFrom("projects").select("id").where("slug", "=", slug).executeTakeFirst()) !== undefined
  );
}

export const PROJECT_COLUMNS = [
  "p.id",
  "p.slug",
  "p.name",
  "p.plan",
  "p.entitlements",
  "p.scope_catalogue",
  "p.closed_at",
  "p.tokens_enabled",
  "p.everyone_may_generate",
  "p.max_lifetime_days",
  "p.default_lifetime_days",
  "p.require_revoke_before_delete",
] as const;

export function projectOf(row: Omit<ProjectRow, "created_at">): Project {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    plan: row.plan,
    entitlements: JSON.parse(row.entitlements) as Entitlement[],
    scopeCatalogue: JSON.parse(row.scope_catalogue) as CatalogueScope[],
    closed: row.closed_at !== null,
    tokensEnabled: row.tokens_enabled === 1,
    everyoneMayGenerate: row.everyone_may_generate === 1,
    maxLifetimeDays: row.max_lifetime_days,
    defaultLifetimeDays: row.default_lifetime_days,
    requireRevokeBeforeDelete: row.require_revoke_before_delete === 1,
  };
}
