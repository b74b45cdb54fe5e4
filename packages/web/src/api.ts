import { createClient, type Membership, type Session, type User } from "@tokenhouse/sdk/client";

/** The server's address, with its sub-path if it has one, without a slash at the end. */
export const address = new URL(".", document.baseURI).href.replace(/\/$/, "");

/** Who is signed in, and the project they work in; none if they are no longer a member of any. */
export interface SignedIn {
  user: User;
  projects: Membership[];
  project: Membership | undefined;
  /** Names of projects that they have asked to join. */
  waitsFor: string[];
  hasPassword: boolean;
  /** Runs the installation. */
  operator: boolean;
}

const PROJECT_KEY = "tokenhouse.project";

let csrfToken: string | undefined;
let projectSlug: string | undefined;

export const client = createClient({
  url: address,
  csrfToken: () => csrfToken,
  project: () => projectSlug,
});

/** What a request of this session has to carry beside its cookie. */
export function sessionHeaders(isRead: boolean): Record<string, string> {
  return {
    ...(!isRead && csrfToken !== undefined && { "X-Tokenhouse-CSRF": csrfToken }),
    ...(projectSlug !== undefined && { "Tokenhouse-Project": projectSlug }),
  };
}

/** Takes a session into use: its CSRF token stays in memory, its project is the one last chosen here. */
export function enter({ csrfToken: token, ...session }: Session): SignedIn {
  const { projects } = session;
  const chosen = localStorage.getItem(PROJECT_KEY);
  const project = projects.find(({ slug }) => slug === chosen) ?? projects[0];
  csrfToken = token;
  projectSlug = project?.slug;
  return { ...session, project };
}

export function chooseProject(signedIn: SignedIn, project: Membership): SignedIn {
  localStorage.setItem(PROJECT_KEY, project.slug);
  projectSlug = project.slug;
  return { ...signedIn, project };
}
