import { Group, NativeSelect, SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "../i18n.ts";
import type { TokenFilter } from "../queries.ts";
import { SearchInput } from "../ui/search-input.tsx";
import { ColumnMenu } from "./column-menu.tsx";
import { COLUMNS } from "./columns.tsx";
import { DEFAULT_SORT } from "./filter.ts";
import type { ColumnChoice } from "./use-columns.ts";
import { useFilter, withPart } from "./use-filter.ts";

const STATUSES = ["active", "expired", "revoked"] as const;

const statuses = () => [
  { value: "", label: t("list.anyStatus") },
  ...STATUSES.map((value) => ({ value, label: t(`list.status.${value}`) })),
];

const sorts = () =>
  COLUMNS.flatMap(({ sort, title }) =>
    sort === undefined
      ? []
      : [
          { value: sort, label: t("list.ascending", { column: title }) },
          { value: `-${sort}`, label: t("list.descending", { column: title }) },
        ],
  );

interface FilterBarProps {
  columns: ColumnChoice;
  /** What a page filters by besides. */
  children?: ReactNode;
}

/** Search, status and columns. Everything but the columns stands in the address bar. */
export function FilterBar({ columns, children }: FilterBarProps) {
  const [filter, setFilter] = useFilter();

  return (
    <Group gap="sm">
      <SearchInput
        label={t("list.search")}
        hint={t("list.searchHint")}
        value={filter.search}
        onSearch={(text) => setFilter(withPart(filter, "search", text), true)}
      />
      <SegmentedControl
        aria-label={t("list.column.status")}
        data={statuses()}
        value={filter.status ?? ""}
        onChange={(status) =>
          setFilter(withPart(filter, "status", (status || undefined) as TokenFilter["status"]))
        }
      />
      {children}
      {columns.asCards && (
        <NativeSelect
          aria-label={t("list.sortBy")}
          data={sorts()}
          value={filter.sort ?? DEFAULT_SORT}
          onChange={({ currentTarget }) =>
            setFilter(withPart(filter, "sort", currentTarget.value as TokenFilter["sort"]))
          }
        />
      )}
      <ColumnMenu columns={columns} />
    </Group>
  );
}
