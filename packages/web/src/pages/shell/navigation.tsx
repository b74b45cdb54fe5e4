import { Divider, NavLink } from "@mantine/core";
import {
  IconAdjustments,
  IconBuildings,
  IconHistory,
  IconKey,
  IconKeyframes,
  IconRobot,
  IconUsers,
} from "@tabler/icons-react";
import { Link, useMatchRoute } from "@tanstack/react-router";
import type { SignedIn } from "../../api.ts";
import { words } from "./wording.ts";

const OWN = [{ to: "/preferences/access-tokens", label: words.accessTokens, Icon: IconKey }] as const;

/** What only owners and administrators of the project see. */
const ADMINISTRATION = [
  { to: "/project/tokens", label: words.projectTokens, Icon: IconKeyframes },
  { to: "/project/service-accounts", label: words.serviceAccounts, Icon: IconRobot },
  { to: "/project/members", label: words.members, Icon: IconUsers },
] as const;

const SETTINGS = [{ to: "/project/settings", label: words.settings, Icon: IconAdjustments }] as const;
const AUDIT = [{ to: "/project/audit", label: words.audit, Icon: IconHistory }] as const;
const INSTALLATION = [{ to: "/projects", label: words.projects, Icon: IconBuildings }] as const;

type Entry = (
  typeof OWN | typeof ADMINISTRATION | typeof SETTINGS | typeof AUDIT | typeof INSTALLATION
)[number];

export function Navigation({ signedIn: { project, operator } }: { signedIn: SignedIn }) {
  const administers = project !== undefined && project.role !== "member";
  return (
    <>
      <Entries entries={OWN} />
      {project && <Divider my="sm" label={words.project} labelPosition="left" />}
      {administers && <Entries entries={ADMINISTRATION} />}
      {project && <Entries entries={SETTINGS} />}
      {administers && <Entries entries={AUDIT} />}
      {operator && <Divider my="sm" label={words.installation} labelPosition="left" />}
      {operator && <Entries entries={INSTALLATION} />}
    </>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  const matchRoute = useMatchRoute();
  return entries.map(({ to, label, Icon }) => {
    const here = matchRoute({ to, fuzzy: true }) !== false;
    return (
      <NavLink
        key={to}
        component={Link}
        to={to}
        active={here}
        aria-current={here ? "page" : undefined}
        label={label}
        leftSection={<Icon size={18} aria-hidden />}
      />
    );
  });
}
