import { useDebouncedValue } from "@mantine/hooks";
import { IconKey, IconKeyframes, IconRobot, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { SignedIn } from "../api.ts";
import { client } from "../api.ts";
import { t } from "../i18n.ts";
import type { Sought } from "../tokens/filter/pasted-value.ts";
import type { CommandGroup } from "./commands.ts";

const AT_MOST = 5;

const foundQuery = ({ text, digest }: Sought, everywhere: boolean) =>
  queryOptions({
    queryKey: ["project", "palette", text, digest, everywhere],
    queryFn: async () => {
      const query = { search: text, limit: AT_MOST };
      // A value belongs to a token alone.
      const tokens = digest === undefined ? query : { digest, limit: AT_MOST };
      const named = everywhere && digest === undefined;
      const [own, project, accounts, members] = await Promise.all([
        client.listTokens({ query: tokens }),
        everywhere ? client.listProjectTokens({ query: tokens }) : undefined,
        named ? client.listServiceAccounts({ query }) : undefined,
        named ? client.listMembers({ query }) : undefined,
      ]);
      const ids = new Set(own.items.map(({ id }) => id));
      const others = project?.items.filter(({ id }) => !ids.has(id)) ?? [];
      return { own: own.items, others, accounts: accounts?.items ?? [], members: members?.items ?? [] };
    },
    enabled: text !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
  });

const NOTHING: Sought = { text: "" };

/** What of the project has these words in its name, or the token that has this value. */
export function useFound(sought: Sought, { project }: SignedIn): CommandGroup[] {
  const navigate = useNavigate();
  const [settled] = useDebouncedValue(sought, 150);
  const wanted = { ...settled, text: settled.text.trim() };
  const { data } = useQuery(foundQuery(project ? wanted : NOTHING, project?.role !== "member"));
  if (!data || wanted.text === "" || sought.text.trim() === "") return [];
  return [
    {
      title: t("shell.accessTokens"),
      commands: data.own.map(({ id, name, hint }) => ({
        id,
        label: name,
        detail: hint,
        Icon: IconKey,
        run: () => void navigate({ to: "/tokens/$id", params: { id } }),
      })),
    },
    {
      title: t("shell.projectTokens"),
      commands: data.others.map(({ id, name, holder }) => ({
        id,
        label: name,
        detail: holder.name,
        Icon: IconKeyframes,
        run: () => void navigate({ to: "/tokens/$id", params: { id } }),
      })),
    },
    {
      title: t("shell.serviceAccounts"),
      commands: data.accounts.map(({ id, name }) => ({
        id,
        label: name,
        Icon: IconRobot,
        run: () => void navigate({ to: "/project/service-accounts/$id", params: { id } }),
      })),
    },
    {
      title: t("shell.members"),
      commands: data.members.map(({ id, name, email }) => ({
        id,
        label: name,
        detail: email,
        Icon: IconUsers,
        run: () => void navigate({ to: "/project/members", search: { search: email } }),
      })),
    },
  ];
}
