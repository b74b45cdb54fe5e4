import { useDebouncedValue } from "@mantine/hooks";
import { IconKey, IconKeyframes, IconRobot, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { SignedIn } from "../api.ts";
import { client } from "../api.ts";
import { t } from "../i18n.ts";
import type { CommandGroup } from "./commands.ts";

const AT_MOST = 5;

/** Nothing that may be a part of a token's secret is ever searched for. */
const LIKE_A_SECRET = /_[0-9A-Za-z]{12}_[0-9A-Za-z]|[0-9A-Za-z_]{24}/;

const foundQuery = (search: string, everywhere: boolean) =>
  queryOptions({
    queryKey: ["project", "palette", search, everywhere],
    queryFn: async () => {
      const query = { search, limit: AT_MOST };
      const [own, project, accounts, members] = await Promise.all([
        client.listTokens({ query }),
        everywhere ? client.listProjectTokens({ query }) : undefined,
        everywhere ? client.listServiceAccounts({ query }) : undefined,
        everywhere ? client.listMembers({ query }) : undefined,
      ]);
      const ids = new Set(own.items.map(({ id }) => id));
      const others = project?.items.filter(({ id }) => !ids.has(id)) ?? [];
      return { own: own.items, others, accounts: accounts?.items ?? [], members: members?.items ?? [] };
    },
    enabled: search !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
  });

/** What of the project has these words in its name. */
export function useFound(typed: string, { project }: SignedIn): CommandGroup[] {
  const navigate = useNavigate();
  const [settled] = useDebouncedValue(typed.trim(), 150);
  const search = LIKE_A_SECRET.test(settled) ? "" : settled;
  const { data } = useQuery(foundQuery(project ? search : "", project?.role !== "member"));
  if (!data || search === "" || typed.trim() === "") return [];
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
