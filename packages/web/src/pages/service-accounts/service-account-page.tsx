import { Alert, Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowLeft, IconKey, IconRobotOff } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ServiceAccount } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { allServiceAccountsQuery, projectTokensQuery } from "../../queries.ts";
import { InPlan, TokensAvailable } from "../../tokens/availability.tsx";
import { ACCOUNT_COLUMNS } from "../../tokens/column-sets.ts";
import { FilterBar } from "../../tokens/filter-bar.tsx";
import { GenerateAction } from "../../tokens/generate-action.tsx";
import { TokenList } from "../../tokens/token-list.tsx";
import { useColumns } from "../../tokens/use-columns.ts";
import { useFilter } from "../../tokens/use-filter.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, Waiting } from "../../ui/paged-list.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { t } from "../../i18n.ts";

const route = getRouteApi("/signed-in/administration/project/service-accounts/$id");

export function ServiceAccountPage() {
  const { id } = route.useParams();
  const { data: accounts } = useQuery(allServiceAccountsQuery);
  const account = accounts?.find((one) => one.id === id);
  return (
    <Stack maw={1760} mx="auto">
      <Anchor size="sm" renderRoot={(props) => <Link to="/project/service-accounts" {...props} />}>
        <Group gap={4}>
          <IconArrowLeft size={16} aria-hidden />
          {t("serviceAccounts.account.all")}
        </Group>
      </Anchor>
      <InPlan entitlement="serviceAccounts">{account ? <Account account={account} /> : <NoAccount />}</InPlan>
    </Stack>
  );
}

/** What there is to say while the account is not there, or never will be. */
function NoAccount() {
  const { isPending, error } = useQuery(allServiceAccountsQuery);
  return (
    <>
      <PageHead title={t("serviceAccounts.title")} intro={t("serviceAccounts.intro")} />
      {isPending && <Waiting text={t("serviceAccounts.loading")} />}
      {error && <FaultAlert>{faultText(error)}</FaultAlert>}
      {!isPending && !error && (
        <Instead
          icon={<IconRobotOff size={40} />}
          title={t("serviceAccounts.account.missing")}
          text={t("serviceAccounts.account.missingText")}
        />
      )}
    </>
  );
}

function Account({ account }: { account: ServiceAccount }) {
  const { id, name, handle, role, active } = account;
  const navigate = route.useNavigate();
  const dialog = useDisclosure();
  return (
    <>
      <PageHead title={name} intro={handle}>
        <Group gap="xs">
          <GenerateAction
            allowed={active}
            dialog={dialog}
            accountRole={role}
            create={(body) => client.createServiceToken({ params: { id }, body })}
          />
          <AccountMenu row={account} onGone={() => void navigate({ to: "/project/service-accounts" })} />
        </Group>
      </PageHead>
      <Group gap="xs">
        <StatusBadge status={active ? "active" : "deactivated"} />
        <Text size="sm">{t(`serviceAccounts.roles.${role}`)}</Text>
      </Group>
      {!active && (
        <Alert color="yellow" variant="light">
          {t("serviceAccounts.account.inactive")}
        </Alert>
      )}
      <TokensAvailable>
        <AccountTokens account={account} onGenerate={active ? dialog[1].open : undefined} />
      </TokensAvailable>
    </>
  );
}

interface AccountTokensProps {
  account: ServiceAccount;
  onGenerate: (() => void) | undefined;
}

function AccountTokens({ account: { id, name }, onGenerate }: AccountTokensProps) {
  const [filter] = useFilter();
  const list = useInfiniteQuery(projectTokensQuery({ ...filter, holder: id }));
  const columns = useColumns(ACCOUNT_COLUMNS);
  return (
    <>
      <FilterBar columns={columns} />
      <TokenList
        label={t("serviceAccounts.account.tokens", { name })}
        list={list}
        columns={columns.shown}
        empty={
          <Instead
            icon={<IconKey size={40} />}
            title={t("serviceAccounts.account.noTokens")}
            text={t("serviceAccounts.account.noTokensText")}
          >
            <Button disabled={!onGenerate} onClick={onGenerate}>
              {t("serviceAccounts.account.generateFirst")}
            </Button>
          </Instead>
        }
      />
    </>
  );
}
