import { Group, NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "../../i18n.ts";
import type { Names } from "../../people/use-people.ts";
import type { Summary } from "../../queries.ts";
import { FilterChips } from "../../ui/filter-chips.tsx";
import { FilterMenu } from "../filter/filter-menu.tsx";
import { filterParts } from "../filter/filter-parts.ts";
import { DEFAULT_SORT, type TokenFilter } from "../filter/filter.ts";
import { TokenSearch } from "../filter/token-search.tsx";
import { useFilter, withParts } from "../filter/use-filter.ts";
import { ColumnMenu } from "./column-menu.tsx";
import { COLUMNS } from "./columns.tsx";
import { SummaryCards } from "./summary-cards.tsx";
import type { ColumnChoice } from "./use-columns.ts";

const NOBODY: Names = new Map();

interface FilterBarProps {
  columns: ColumnChoice;
  /** The numbers above the list, if it has some, once they are known. */
  summary?: Summary | "unknown";
  /** What the holders are called, where a list has several. */
  names?: Names;
  /** What a page filters by besides. */
  children?: ReactNode;
}

/** Numbers, search, filters and columns. Everything but the columns stands in the address bar. */
export function FilterBar({ columns, summary, names = NOBODY, children }: FilterBarProps) {
  const [filter, setFilter] = useFilter();
  const { sort } = filter;
  const parts = filterParts(filter, names);
  return (
    <>
      {summary && <SummaryCards summary={summary === "unknown" ? undefined : summary} />}
      <Group gap="xs" align="start">
        <TokenSearch />
        <FilterMenu set={parts.length}>{children}</FilterMenu>
        {columns.asCards && <SortField />}
        <ColumnMenu columns={columns} />
      </Group>
      <FilterChips
        chips={parts.map(({ id, text, without }) => ({ id, text, onRemove: () => setFilter(without) }))}
        onClear={() => setFilter(sort === undefined ? {} : { sort })}
      />
    </>
  );
}

const sorts = () =>
  COLUMNS.flatMap(({ sort, title }) =>
    sort === undefined
      ? []
      : [
          { value: sort, label: t("list.ascending", { column: title }) },
          { value: `-${sort}`, label: t("list.descending", { column: title }) },
        ],
  );

/** Cards have no heads to sort by. */
function SortField() {
  const [filter, setFilter] = useFilter();
  return (
    <NativeSelect
      aria-label={t("list.sortBy")}
      data={sorts()}
      value={filter.sort ?? DEFAULT_SORT}
      onChange={({ currentTarget }) =>
        setFilter(withParts(filter, { sort: currentTarget.value as NonNullable<TokenFilter["sort"]> }))
      }
    />
  );
}
