import { Button, Group, Stack } from "@mantine/core";
import { IconPlus, IconRobot, IconSearchOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { serviceAccountsQuery } from "../../queries.ts";
import { InPlan } from "../../tokens/availability.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, ListCount, PagedList } from "../../ui/list/paged-list.tsx";
import { Records } from "../../ui/list/records.tsx";
import { SearchInput } from "../../ui/list/search-input.tsx";
import { useDialog } from "../../ui/dialog/use-dialog.ts";
import { useCreation } from "./account-changes.ts";
import { AccountFormDialog } from "./account-dialogs.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { columns } from "./columns.tsx";
import { t } from "../../i18n.ts";

const route = getRouteApi("/signed-in/administration/project/service-accounts");

export function ServiceAccountsPage() {
  const navigate = route.useNavigate();
  const create = useCreation();
  const { shown, show, trigger, close } = useDialog<"create">();
  return (
    <Stack>
      <PageHead title={t("serviceAccounts.title")} intro={t("serviceAccounts.intro")}>
        <Button ref={trigger} leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show("create")}>
          {t("serviceAccounts.create")}
        </Button>
      </PageHead>
      <InPlan entitlement="serviceAccounts">
        <AccountList />
      </InPlan>
      {shown && (
        <AccountFormDialog
          title={t("serviceAccounts.form.createTitle")}
          submit={t("serviceAccounts.form.create")}
          initialValues={{ name: "", role: "member" }}
          send={async (values) => {
            const { id } = await create(values);
            await navigate({ to: "/project/service-accounts/$id", params: { id } });
          }}
          onClose={close}
        />
      )}
    </Stack>
  );
}

function AccountList() {
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(serviceAccountsQuery(search));
  const searchFor = (text: string | undefined) =>
    void navigate({ search: text === undefined ? {} : { search: text }, replace: true });
  const words = {
    loading: t("serviceAccounts.loading"),
    failed: t("serviceAccounts.failed"),
    count: (count: number) => t("serviceAccounts.count", { count }),
    shownOf: (shown: number, total: number) => t("serviceAccounts.shownOf", { shown, total }),
  };
  return (
    <>
      <Group maw={420}>
        <SearchInput
          label={t("serviceAccounts.search")}
          hint={t("serviceAccounts.searchHint")}
          value={search}
          onSearch={searchFor}
        />
      </Group>
      <ListCount list={list} words={words} silentWhenEmpty={search === undefined} />
      <PagedList
        list={list}
        words={words}
        empty={
          search === undefined ? (
            <Instead
              icon={<IconRobot size={40} />}
              title={t("serviceAccounts.empty")}
              text={t("serviceAccounts.emptyText")}
            />
          ) : (
            <Instead
              icon={<IconSearchOff size={40} />}
              title={t("serviceAccounts.noMatch")}
              text={t("serviceAccounts.noMatchText")}
            >
              <Button variant="default" onClick={() => searchFor(undefined)}>
                {t("serviceAccounts.clear")}
              </Button>
            </Instead>
          )
        }
      >
        {(accounts) => (
          <Records
            label={t("serviceAccounts.title")}
            rows={accounts}
            columns={columns()}
            Menu={AccountMenu}
          />
        )}
      </PagedList>
    </>
  );
}
