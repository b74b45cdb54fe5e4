import { Alert, Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconPlugConnectedX, IconRobotOff } from "@tabler/icons-react";
import { queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ServiceAccount, TokenhouseError } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { projectTokensQuery, TOKENS_KEY } from "../../queries.ts";
import { InPlan, TokensAvailable } from "../../tokens/availability.tsx";
import { useFilter } from "../../tokens/filter/use-filter.ts";
import { GenerateAction } from "../../tokens/generate/generate-action.tsx";
import { ACCOUNT_COLUMNS } from "../../tokens/list/column-sets.ts";
import { FilterBar } from "../../tokens/list/filter-bar.tsx";
import { TokenList } from "../../tokens/list/token-list.tsx";
import { useColumns } from "../../tokens/list/use-columns.ts";
import { Instant } from "../../ui/instant.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, Waiting } from "../../ui/list/paged-list.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { useNow } from "../../ui/use-now.ts";
import { AccountMenu } from "./account-menu.tsx";

const route = getRouteApi("/signed-in/administration/project/service-accounts/$id");

const accountQuery = (id: string) =>
  queryOptions({
    // With the tokens, because it tells how many active ones there are.
    queryKey: [...TOKENS_KEY, "service-accounts", "one", id],
    queryFn: () => client.getServiceAccount({ params: { id } }),
  });

export function ServiceAccountPage() {
  const { id } = route.useParams();
  const { data: account, error, refetch } = useQuery(accountQuery(id));
  return (
    <Stack>
      <Anchor size="sm" renderRoot={(props) => <Link to="/project/service-accounts" {...props} />}>
        {t("serviceAccounts.account.all")}
      </Anchor>
      <InPlan entitlement="serviceAccounts">
        {account && !isMissing(error) ? (
          <Account account={account} />
        ) : (
          <NoAccount error={error} onRetry={() => void refetch()} />
        )}
      </InPlan>
    </Stack>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof TokenhouseError && [400, 404].includes(error.status);
}

/** What there is to say while the account is not there, or never will be. */
function NoAccount({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <>
      <PageHead title={t("serviceAccounts.title")} intro={t("serviceAccounts.intro")} />
      {error === null && <Waiting text={t("serviceAccounts.loading")} />}
      {isMissing(error) && (
        <Instead
          icon={<IconRobotOff size={40} />}
          title={t("serviceAccounts.account.missing")}
          text={t("serviceAccounts.account.missingText")}
        />
      )}
      {error !== null && !isMissing(error) && (
        <Instead
          icon={<IconPlugConnectedX size={40} />}
          title={t("serviceAccounts.account.failed")}
          text={faultText(error)}
        >
          <Button onClick={onRetry}>{t("serviceAccounts.account.again")}</Button>
        </Instead>
      )}
    </>
  );
}

function Account({ account }: { account: ServiceAccount }) {
  const { id, name, handle, active } = account;
  const navigate = route.useNavigate();
  const dialog = useDisclosure();
  return (
    <>
      <PageHead title={name} intro={handle}>
        <Group gap="xs">
          <GenerateAction
            allowed={active}
            accountRole={account.role}
            dialog={dialog}
            create={(body) => client.createServiceToken({ params: { id }, body })}
          />
          <AccountMenu row={account} onGone={() => void navigate({ to: "/project/service-accounts" })} />
        </Group>
      </PageHead>
      <AccountFacts account={account} />
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

function AccountFacts({ account: { role, active, createdAt } }: { account: ServiceAccount }) {
  const nowMs = useNow();
  return (
    <Group gap="xs">
      <StatusBadge status={active ? "active" : "deactivated"} />
      <Text size="sm">
        <b>{t(`serviceAccounts.roles.${role}`)}</b> · {t(`serviceAccounts.roleHelp.${role}`)}
      </Text>
      <Text size="sm" c="dimmed">
        {t("serviceAccounts.columns.created")}
      </Text>
      <Instant at={createdAt} nowMs={nowMs} />
    </Group>
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
