import { useQuery } from "@tanstack/react-query";
import type { Member } from "@tokenhouse/sdk/client";
import { sessionQuery } from "../../queries.ts";
import { roleNames, roleWords } from "./wording.ts";

const CHOICES = (["owner", "admin", "member"] as const).map((value) => ({
  value,
  label: roleNames[value],
  help: roleWords.help[value],
}));

/** What the person at the page may do with roles: only an owner makes, changes or removes owners. */
export function useRoles() {
  const { data: signedIn } = useQuery(sessionQuery);
  const isOwner = signedIn?.project?.role === "owner";
  return {
    choices: isOwner ? CHOICES : CHOICES.slice(1),
    mayChange: ({ role }: Member) => isOwner || role !== "owner",
  };
}
