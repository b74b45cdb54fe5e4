import { useQuery } from "@tanstack/react-query";
import type { Member } from "@tokenhouse/sdk/client";
import { sessionQuery } from "../../queries.ts";
import { t } from "../../i18n.ts";

const ROLES = ["owner", "admin", "member"] as const;

/** What the person at the page may do with roles: only an owner makes, changes or removes owners. */
export function useRoles() {
  const { data: signedIn } = useQuery(sessionQuery);
  const isOwner = signedIn?.project?.role === "owner";
  return {
    choices: ROLES.slice(isOwner ? 0 : 1).map((value) => ({
      value,
      label: t(`members.roles.${value}`),
      help: t(`members.roleHelp.${value}`),
    })),
    isOneself: ({ id }: Member) => signedIn?.user.id === id,
    mayChange: ({ role }: Member) => isOwner || role !== "owner",
  };
}
