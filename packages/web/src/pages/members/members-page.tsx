import { Button, Group, Stack } from "@mantine/core";
import { IconPlus, IconSearchOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { membersQuery } from "../../queries.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, ListCount, PagedList } from "../../ui/list/paged-list.tsx";
import { Records } from "../../ui/list/records.tsx";
import { SearchInput } from "../../ui/list/search-input.tsx";
import { useDialog } from "../../ui/dialog/use-dialog.ts";
import { AddDialog } from "./add-dialog.tsx";
import { columns } from "./columns.tsx";
import { MemberMenu } from "./member-menu.tsx";
import { useRoles } from "./use-roles.ts";
import { t } from "../../i18n.ts";

const route = getRouteApi("/signed-in/administration/project/members");

export function MembersPage() {
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(membersQuery(search));
  const { choices } = useRoles();
  const { shown, show, trigger, close } = useDialog<"add">();
  const searchFor = (text: string | undefined) =>
    void navigate({ search: text === undefined ? {} : { search: text }, replace: true });

  const words = {
    loading: t("members.loading"),
    failed: t("members.failed"),
    count: (count: number) => t("members.count", { count }),
    shownOf: (shown: number, total: number) => t("members.shownOf", { shown, total }),
  };

  return (
    <Stack>
      <PageHead title={t("members.title")} intro={t("members.intro")}>
        <Button ref={trigger} leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show("add")}>
          {t("members.add")}
        </Button>
      </PageHead>
      <Group maw={420}>
        <SearchInput
          label={t("members.search")}
          hint={t("members.searchHint")}
          value={search}
          onSearch={searchFor}
        />
      </Group>
      <ListCount list={list} words={words} />
      <PagedList
        list={list}
        words={words}
        empty={
          <Instead
            icon={<IconSearchOff size={40} />}
            title={t("members.noMatch")}
            text={t("members.noMatchText")}
          >
            <Button variant="default" onClick={() => searchFor(undefined)}>
              {t("members.clear")}
            </Button>
          </Instead>
        }
      >
        {(members) => (
          <Records label={t("members.title")} rows={members} columns={columns()} Menu={MemberMenu} />
        )}
      </PagedList>
      {shown && <AddDialog roles={choices} onClose={close} />}
    </Stack>
  );
}
