import { Button } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Token } from "@tokenhouse/sdk/client";
import type { ReactNode } from "react";
import { t } from "../../i18n.ts";
import { Instead, itemsOf, ListCount, type PagedQuery, PagedList } from "../../ui/list/paged-list.tsx";
import { Records, RecordsWaiting } from "../../ui/list/records.tsx";
import type { BulkChange } from "../bulk/bulk-dialog.tsx";
import { SelectionBar } from "../bulk/selection-bar.tsx";
import { MOST, type Selection, useSelection } from "../bulk/use-selection.ts";
import { RowMenu } from "../changes/row-menu.tsx";
import { isFiltering } from "../filter/filter.ts";
import { useFilter } from "../filter/use-filter.ts";
import type { TokenColumn } from "./columns.tsx";
import { SortHead } from "./sort-head.tsx";

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
  /** What can be done to many at once, if anything. */
  change?: BulkChange;
}

/** The tokens that match the filter, page by page, or what there is to say instead. */
export function TokenList({ label, list, columns, empty, change }: TokenListProps) {
  const [filter] = useFilter();
  const navigate = useNavigate();
  const selection = useSelection(list);
  const filtering = isFiltering(filter);
  const shown = itemsOf(list).length;
  return (
    <>
      {change && selection.selected.length > 0 ? (
        <SelectionBar
          selection={selection}
          shown={shown}
          total={list.data?.pages.at(-1)?.total ?? shown}
          change={change}
        />
      ) : (
        <ListCount list={list} words={COUNTED} silentWhenEmpty={!filtering} />
      )}
      <PagedList
        list={list}
        words={{ loading: t("list.loading"), failed: t("list.failed") }}
        empty={filtering ? <NoMatch /> : empty}
        waiting={<RecordsWaiting columns={columns} Head={SortHead} />}
      >
        {(tokens) => (
          <Records
            label={label}
            rows={tokens}
            columns={columns}
            Menu={RowMenu}
            Head={SortHead}
            onOpen={({ id }) => void navigate({ to: "/tokens/$id", params: { id } })}
            {...(change && { choice: choiceOf(selection, shown) })}
          />
        )}
      </PagedList>
    </>
  );
}

function choiceOf({ selected, has, toggle, toggleAll }: Selection, shown: number) {
  const whole = Math.min(shown, MOST);
  const state = selected.length === whole ? true : selected.length > 0 && ("some" as const);
  const label =
    shown > MOST ? t("list.choice.firstShown", { count: MOST }) : t("list.choice.all", { count: shown });
  return {
    label: ({ name }: Token) => t("list.choice.one", { name }),
    has,
    toggle,
    all: { label, state, toggle: toggleAll },
  };
}

function NoMatch() {
  const [filter, setFilter] = useFilter();
  const isValue = filter.digest !== undefined;
  return (
    <Instead
      icon={<IconSearchOff size={32} />}
      title={isValue ? t("list.noSuchValue") : t("list.noMatch")}
      text={isValue ? t("list.noSuchValueText") : t("list.noMatchText")}
    >
      <Button variant="default" onClick={() => setFilter({})}>
        {t("common.filters.clear")}
      </Button>
    </Instead>
  );
}
