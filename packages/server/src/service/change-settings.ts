import type { TokenPolicy } from "../core/policy.ts";
import { refuseDefaultBeyondMaximum } from "../core/policy.ts";
import type { CatalogueScope, Project } from "../core/project.ts";
import { getProject, updateProject } from "../storage/projects.ts";
import { audit, byCaller } from "./audit.ts";
import { changeRights } from "./change.ts";
import type { Caller, Service } from "./context.ts";

export interface Settings extends TokenPolicy {
  scopeCatalogue: readonly CatalogueScope[];
}

export type SettingsChange = { [K in keyof Settings]?: Settings[K] | undefined };

/** The project's rules alone, out of all that a project is. */
export function settingsOf(project: Settings): Settings {
  const { tokensEnabled, everyoneMayGenerate, maxLifetimeDays, defaultLifetimeDays } = project;
  const { requireRevokeBeforeDelete, scopeCatalogue } = project;
  return {
    tokensEnabled,
    everyoneMayGenerate,
    maxLifetimeDays,
    defaultLifetimeDays,
    requireRevokeBeforeDelete,
    scopeCatalogue,
  };
}

/** A project with the rules that are named changed and the others as they are. */
export function withChanges(project: Project, changes: SettingsChange): Project {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...project, ...Object.fromEntries(named) };
}

/** Changes the rules that are named and leaves the others; they hold from the next request on. */
export async function changeSettings(
  service: Service,
  caller: Caller,
  changes: SettingsChange,
): Promise<Settings> {
  const { result } = await changeRights(service, caller, async (trx, revision) => {
    const project = await getProject(caller.project.id, trx);
    const changed = withChanges(project, changes);
    refuseDefaultBeyondMaximum(changed, changes);
    await updateProject(project.id, trx, changed);
    const [before, after] = [settingsOf(project), settingsOf(changed)];
    const at = service.now();
    await audit(trx, byCaller(caller), {
      event: "settings.changed",
      at,
      revision,
      detail: { before, after },
    });
    return after;
  });
  return result;
}
