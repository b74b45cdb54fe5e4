import { Button } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import type { Token } from "@tokenhouse/sdk/client";
import type { ReactNode } from "react";
import { t } from "../i18n.ts";
import { Instead, ListCount, type PagedQuery, PagedList } from "../ui/paged-list.tsx";
import { Records } from "../ui/records.tsx";
import type { TokenColumn } from "./columns.tsx";
import { isFiltering } from "./filter.ts";
import { RowMenu } from "./row-menu.tsx";
import { SortHead } from "./sort-head.tsx";
import { useFilter } from "./use-filter.ts";

const COUNTED = {
  count: (count: number) => t("list.count", { count }),
  shownOf: (shown: number, total: number) => t("list.shownOf", { shown, total }),
};

interface TokenListProps {
  label: string;
  list: PagedQuery<Token>;
  columns: readonly TokenColumn[];
  /** What there is to say when there are no tokens at all. */
  empty: ReactNode;
}

/** The tokens that match the filter, page by page, or what there is to say instead. */
export function TokenList({ label, list, columns, empty }: TokenListProps) {
  const [filter] = useFilter();
  const filtering = isFiltering(filter);
  return (
    <>
      <ListCount list={list} words={COUNTED} silentWhenEmpty={!filtering} />
      <PagedList
        list={list}
        words={{ loading: t("list.loading"), failed: t("list.failed") }}
        empty={filtering ? <NoMatch /> : empty}
      >
        {(tokens) => <Records label={label} rows={tokens} columns={columns} Menu={RowMenu} Head={SortHead} />}
      </PagedList>
    </>
  );
}

function NoMatch() {
  const [, setFilter] = useFilter();
  return (
    <Instead icon={<IconSearchOff size={40} />} title={t("list.noMatch")} text={t("list.noMatchText")}>
      <Button variant="default" onClick={() => setFilter({})}>
        {t("list.clear")}
      </Button>
    </Instead>
  );
}
