import { onTestFinished } from "vitest";
import type { Project } from "../../src/core/project.ts";
import type { Credentials, Installation, Person } from "../fixture.ts";
import { addMember, addProject, signIn, startInstallation } from "../fixture.ts";

type Session = Required<Pick<Credentials, "cookie" | "csrf">>;

/** An installation with one project, and an owner, an administrator and a member who have just signed in. */
export interface Team extends Installation {
  projectId: string;
  owner: Person & { session: Session };
  admin: Person & { session: Session };
  member: Person & { session: Session };
  /** The status that the value gets at `GET /v1/me`. */
  use: (value: string) => Promise<number>;
  /** How many tokens the project holds, by the owner's overview. */
  countTokens: () => Promise<number>;
}

/** For one test alone; it ends with the test. */
export async function startTeam(policy: Partial<Project> = {}): Promise<Team> {
  const installation = await startInstallation();
  onTestFinished(() => installation.stop());
  const projectId = await addProject(installation.service, "main", policy);
  const join = async (role: "owner" | "admin" | "member") => {
    const person = await addMember(installation.service, projectId, { email: `${role}@example.com`, role });
    return { ...person, session: await signIn(installation, person) };
  };
  const [owner, admin, member] = await Promise.all([join("owner"), join("admin"), join("member")]);
  return {
    ...installation,
    projectId,
    owner,
    admin,
    member,
    use: async (value) => (await installation.call("getMe", { bearer: value })).status,
    countTokens: async () => (await installation.call("listProjectTokens", owner.session)).body.total,
  };
}
