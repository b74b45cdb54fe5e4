import type { Project } from "../src/core/project.ts";
import type { Role } from "../src/core/policy.ts";
import type { Credentials, Installation, Person } from "./fixture.ts";
import { addMember, addProject, signIn, startInstallation } from "./fixture.ts";

export type Session = Required<Pick<Credentials, "cookie" | "csrf">>;

/** Somebody of a project, signed in. */
export interface SignedIn extends Person {
  session: Session;
}

/** A project of its own with somebody in every role. */
export interface Team extends Record<Role, SignedIn> {
  projectId: string;
}

/** An installation with the project `main`, whose owner runs the installation, too. */
export async function startTeam(rules: Partial<Project> = {}): Promise<Installation & Team> {
  const installation = await startInstallation();
  const team = await addTeam(installation, "main", rules);
  const { db } = installation.service;
  await db.updateTable("users").set({ operator: 1 }).where("id", "=", team.owner.id).execute();
  return { ...installation, ...team };
}

/** One more project with people of its own. */
export async function addTeam(
  installation: Installation,
  slug: string,
  rules: Partial<Project> = {},
): Promise<Team> {
  const projectId = await addProject(installation.service, slug, rules);
  const join = async (role: Role): Promise<SignedIn> => {
    const person = await addMember(installation.service, projectId, {
      email: `${role}@${slug}.example`,
      role,
    });
    return { ...person, session: await signIn(installation, person) };
  };
  return { projectId, owner: await join("owner"), admin: await join("admin"), member: await join("member") };
}

/** The answer without what differs from one request to the next. */
export function sameness({
  status,
  headers,
  text,
}: {
  status: number;
  headers: Headers;
  text: string;
}): string {
  const steady = [...headers].filter(([name]) => !["date", "x-request-id"].includes(name));
  const answer = JSON.stringify([status, steady, text]);
  return answer.replaceAll(headers.get("x-request-id") ?? "", "").replaceAll(/'nonce-\w+'/g, "");
}
