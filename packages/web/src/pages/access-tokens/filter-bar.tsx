import { Group, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { TokenFilter } from "../../queries.ts";
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

/** Search, status and columns. Everything but the columns stands in the address bar. */
export function FilterBar({ columns }: { columns: ColumnChoice }) {
  const [filter, setFilter] = useFilter();
  const searchInput = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback((text: string) => {
    setFilter(withPart(filter, "search", text === "" ? undefined : text), true);
  }, 200);
  // The address bar may change under the input: the back button, Clear filters.
  useEffect(() => {
    const input = searchInput.current;
    if (input && document.activeElement !== input) input.value = filter.search ?? "";
  }, [filter.search]);

  return (
    <Group gap="sm">
      <TextInput
        ref={searchInput}
        type="search"
        aria-label={listWords.search}
        placeholder={listWords.searchHint}
        defaultValue={filter.search ?? ""}
        maxLength={255}
        leftSection={<IconSearch size={18} aria-hidden />}
        onChange={({ currentTarget }) => search(currentTarget.value)}
        flex="1 1 180px"
      />
      <SegmentedControl
        aria-label={listWords.status}
        data={STATUSES}
        value={filter.status ?? ""}
        onChange={(status) =>
          setFilter(withPart(filter, "status", (status || undefined) as TokenFilter["status"]))
        }
      />
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
