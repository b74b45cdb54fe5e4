import {
  IconAdjustments,
  IconBuildings,
  IconHistory,
  IconKey,
  IconKeyframes,
  IconRobot,
  IconShieldCheck,
  IconUsers,
} from "@tabler/icons-react";
import type { SignedIn } from "../../api.ts";

/** The pages of the side bar, by whose they are. */
const OWN = [{ to: "/preferences/access-tokens", label: "shell.accessTokens", Icon: IconKey }] as const;

/** What only owners and administrators of the project see. */
const ADMINISTRATION = [
  { to: "/project/tokens", label: "shell.projectTokens", Icon: IconKeyframes },
  { to: "/project/service-accounts", label: "shell.serviceAccounts", Icon: IconRobot },
  { to: "/project/members", label: "shell.members", Icon: IconUsers },
] as const;

const SETTINGS = [{ to: "/project/settings", label: "shell.settings", Icon: IconAdjustments }] as const;
const RECORDS = [
  { to: "/project/verifiers", label: "shell.verifiers", Icon: IconShieldCheck },
  { to: "/project/audit", label: "shell.audit", Icon: IconHistory },
] as const;
const INSTALLATION = [{ to: "/projects", label: "shell.projects", Icon: IconBuildings }] as const;

export type Entry = (
  typeof OWN | typeof ADMINISTRATION | typeof SETTINGS | typeof RECORDS | typeof INSTALLATION
)[number];

interface Section {
  title?: "shell.project" | "shell.installation";
  entries: readonly Entry[];
}

/** What of it somebody may see. */
export function sectionsFor({ project, operator }: SignedIn): Section[] {
  const sections: Section[] = [{ entries: OWN }];
  if (project) {
    const entries = project.role === "member" ? SETTINGS : [...ADMINISTRATION, ...SETTINGS, ...RECORDS];
    sections.push({ title: "shell.project", entries });
  }
  if (operator) sections.push({ title: "shell.installation", entries: INSTALLATION });
  return sections;
}
