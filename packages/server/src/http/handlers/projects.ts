import { addProject, changeProject, listProjectsOfInstallation } from "../../service/projects.ts";
import type { Handlers } from "../mount.ts";
import { personOf } from "../person.ts";
import { instantOf } from "../../core/wire-token.ts";

export const projectHandlers: Pick<Handlers, "listProjects" | "addProject" | "changeProject"> = {
  async listProjects({ service }) {
    return { items: (await listProjectsOfInstallation(service)).map(wireEntry) };
  },

  async addProject({ service }, call) {
    return { project: wireEntry(await addProject(service, personOf(call), call.body)) };
  },

  async changeProject({ service }, call) {
    return {
      project: wireEntry(await changeProject(service, personOf(call), { ...call.params, ...call.body })),
    };
  },
};

type Entry = Awaited<ReturnType<typeof addProject>>;

function wireEntry({ project, createdAtMs, members, activeTokens }: Entry) {
  const { id, slug, name, plan, entitlements, closed } = project;
  return {
    id,
    slug,
    name,
    plan,
    closed,
    members,
    activeTokens,
    entitlements: [...entitlements],
    createdAt: instantOf(createdAtMs),
  };
}
