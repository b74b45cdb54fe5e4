import { Alert, Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconLock } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { meQuery, tokensQuery } from "../../queries.ts";
import { TokensAvailable } from "../../tokens/availability.tsx";
import { OWN_COLUMNS } from "../../tokens/column-sets.ts";
import { FilterBar } from "../../tokens/filter-bar.tsx";
import { GenerateAction } from "../../tokens/generate-action.tsx";
import { TokenList } from "../../tokens/token-list.tsx";
import { useColumns } from "../../tokens/use-columns.ts";
import { useFilter } from "../../tokens/use-filter.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead } from "../../ui/paged-list.tsx";

export function AccessTokensPage() {
  const { data: me } = useQuery(meQuery);
  const dialog = useDisclosure();
  const mayGenerate = me?.mayGenerate === true;
  return (
    <Stack maw={1760} mx="auto">
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
  const columns = useColumns(OWN_COLUMNS);
  return (
    <>
      <FilterBar columns={columns} />
      <TokenList
        label={t("accessTokens.title")}
        list={list}
        columns={columns.shown}
        empty={
          <Instead
            icon={<IconKey size={40} />}
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
