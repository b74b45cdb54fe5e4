import { Alert, Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconLock } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { meQuery, summaryQuery, tokensQuery } from "../../queries.ts";
import { useShortcuts } from "../../shortcuts/use-shortcuts.ts";
import { TokensAvailable } from "../../tokens/availability.tsx";
import type { BulkChange } from "../../tokens/bulk/bulk-dialog.tsx";
import { useFilter } from "../../tokens/filter/use-filter.ts";
import { GenerateAction } from "../../tokens/generate/generate-action.tsx";
import { OWN_COLUMNS } from "../../tokens/list/column-sets.ts";
import { FilterBar } from "../../tokens/list/filter-bar.tsx";
import { TokenList } from "../../tokens/list/token-list.tsx";
import { useColumns } from "../../tokens/list/use-columns.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead } from "../../ui/list/paged-list.tsx";
import { ExpiryNotice } from "./expiry-notice.tsx";

const CHANGE: BulkChange = {
  actions: ["revoke", "restore", "delete"],
  send: (action, ids) => client.changeTokens({ body: { action, ids } }),
};

export function AccessTokensPage() {
  const { data: me } = useQuery(meQuery);
  const dialog = useDisclosure();
  const mayGenerate = me?.mayGenerate === true;
  useShortcuts([
    { name: "new", keys: ["n"], text: "list.keys.new", action: () => mayGenerate && dialog[1].open() },
  ]);
  return (
    <Stack>
      <PageHead title={t("accessTokens.title")} intro={t("accessTokens.intro")}>
        <GenerateAction
          allowed={mayGenerate}
          dialog={dialog}
          create={(body) => client.createToken({ body })}
        />
      </PageHead>
      <TokensAvailable>
        {me?.mayGenerate === false && (
          <Alert color="yellow" variant="light" icon={<IconLock aria-hidden />}>
            {t("accessTokens.mayNotGenerate")}
          </Alert>
        )}
        <OwnTokens onGenerate={mayGenerate ? dialog[1].open : undefined} />
      </TokensAvailable>
    </Stack>
  );
}

function OwnTokens({ onGenerate }: { onGenerate: (() => void) | undefined }) {
  const [filter] = useFilter();
  const list = useInfiniteQuery(tokensQuery(filter));
  const { data: summary } = useQuery(summaryQuery);
  const columns = useColumns(OWN_COLUMNS);
  return (
    <>
      <ExpiryNotice />
      <FilterBar columns={columns} summary={summary ?? "unknown"} />
      <TokenList
        label={t("accessTokens.title")}
        list={list}
        columns={columns.shown}
        change={CHANGE}
        empty={
          <Instead
            icon={<IconKey size={32} />}
            title={t("accessTokens.empty")}
            text={t("accessTokens.emptyText")}
          >
            <Button disabled={!onGenerate} onClick={onGenerate}>
              {t("accessTokens.generateFirst")}
            </Button>
          </Instead>
        }
      />
    </>
  );
}
