import { randomUUID } from "node:crypto";
import type { OperationId, Routes } from "../../src/contract/index.ts";
import { listRoutes } from "../../src/contract/index.ts";
import type { ServiceRole } from "../../src/core/policy.ts";
import type { CallInput, Installation, Person } from "../fixture.ts";
import { addMember, addServiceAccount, signIn } from "../fixture.ts";
import { SAMPLES } from "../http/matrix-samples.ts";
import type { World } from "../http/matrix-world.ts";
import { FOUNDER, worldOfOwner } from "../http/matrix-world.ts";
import type { Team } from "../team.ts";
import { addTeam, startTeam } from "../team.ts";

/** Routes that may change something; those without credentials prove who calls by what is sent. */
export type Changing = {
  [K in OperationId]: Routes[K]["method"] extends "GET"
    ? never
    : Routes[K]["credentials"] extends readonly []
      ? never
      : K;
}[OperationId];

export const CHANGING = listRoutes()
  .filter(([, { method, credentials }]) => method !== "GET" && credentials.length > 0)
  .map(([operation]) => operation as Changing);

/** A project in which whoever is asked to can make a good call of every route. */
export interface Callers extends Installation, Team {
  accounts: World["accounts"];
}

export async function startCallers(): Promise<Callers> {
  const team = await startTeam({ everyoneMayGenerate: true });
  const { projectId } = await addTeam(team, "other");
  await addMember(team.service, projectId, { email: FOUNDER, role: "owner" });
  const account = (role: ServiceRole) => addServiceAccount(team, team.owner.session, { name: role, role });
  const accounts = {
    admin: await account("admin"),
    member: await account("member"),
    verifier: await account("verifier"),
  };
  return { ...team, accounts };
}

/** One more owner, who runs the installation, too. */
export async function addOperator(callers: Callers): Promise<Person> {
  const person = await addMember(callers.service, callers.projectId, {
    email: `${randomUUID()}@example.com`,
    role: "owner",
  });
  await callers.service.db.updateTable("users").set({ operator: 1 }).where("id", "=", person.id).execute();
  return person;
}

/** What a good call of a route by this person sends. Some need to be prepared in a session of their own. */
export async function sampleOf(callers: Callers, operation: OperationId, person: Person): Promise<CallInput> {
  const session = await signIn(callers, person);
  return SAMPLES[operation](worldOfOwner(callers, person, session), { type: "user", role: "owner" });
}
