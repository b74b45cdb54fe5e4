import { Group, NativeSelect, SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import type { TokenFilter } from "../queries.ts";
import { SearchInput } from "../ui/search-input.tsx";
import { ColumnMenu } from "./column-menu.tsx";
import { COLUMNS } from "./columns.tsx";
import { DEFAULT_SORT } from "./filter.ts";
import type { ColumnChoice } from "./use-columns.ts";
import { useFilter, withPart } from "./use-filter.ts";
import { listWords } from "./wording.ts";

const STATUSES = [
  { value: "", label: listWords.anyStatus },
  { value: "active", label: "Active" },
  { value: "expired", label: "Expired" },
  { value: "revoked", label: "Revoked" },
];

const SORTS = COLUMNS.flatMap(({ sort, title }) =>
  sort === undefined
    ? []
    : [
        { value: sort, label: `${title} ↑` },
        { value: `-${sort}`, label: `${title} ↓` },
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
        label={listWords.search}
        hint={listWords.searchHint}
        value={filter.search}
        onSearch={(text) => setFilter(withPart(filter, "search", text), true)}
      />
      <SegmentedControl
        aria-label={listWords.status}
        data={STATUSES}
        value={filter.status ?? ""}
        onChange={(status) =>
          setFilter(withPart(filter, "status", (status || undefined) as TokenFilter["status"]))
        }
      />
      {children}
      {columns.asCards && (
        <NativeSelect
          aria-label={listWords.sortBy}
          data={SORTS}
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
