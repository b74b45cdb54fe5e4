import { Group, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconArrowsSort } from "@tabler/icons-react";
import { Table } from "../../ui/list/table.tsx";
import { DEFAULT_SORT } from "../filter/filter.ts";
import { useFilter, withParts } from "../filter/use-filter.ts";
import type { TokenColumn } from "./columns.tsx";

/** A column's title; where the server can sort by it, a button that does. */
export function SortHead({ column: { title, sort } }: { column: TokenColumn }) {
  const [filter, setFilter] = useFilter();
  if (sort === undefined) return <Table.Th scope="col">{title}</Table.Th>;

  const current = filter.sort ?? DEFAULT_SORT;
  const descending = current === `-${sort}`;
  const sorted = descending || current === sort;
  const Icon = descending ? IconArrowDown : sorted ? IconArrowUp : IconArrowsSort;
  const direction = descending ? "descending" : "ascending";
  return (
    <Table.Th scope="col" aria-sort={sorted ? direction : "none"}>
      <UnstyledButton
        className="sort-head"
        onClick={() => setFilter(withParts(filter, { sort: current === sort ? `-${sort}` : sort }))}
      >
        <Group gap={4} wrap="nowrap">
          {title}
          <Icon size={14} aria-hidden className="sort-mark" data-sorted={sorted || undefined} />
        </Group>
      </UnstyledButton>
    </Table.Th>
  );
}
