import { Card, Group, Table, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconArrowsSort } from "@tabler/icons-react";
import type { Token } from "@tokenhouse/sdk/client";
import { useNow } from "../../ui/use-now.ts";
import type { Column } from "./columns.tsx";
import { DEFAULT_SORT } from "./filter.ts";
import { RowMenu } from "./row-menu.tsx";
import { useFilter, withPart } from "./use-filter.ts";
import { words } from "./wording.ts";

interface Shown {
  tokens: readonly Token[];
  columns: readonly Column[];
}

export function TokenTable({ tokens, columns }: Shown) {
  const nowMs = useNow();
  return (
    <Card className="quiet-card scrolls-within" withBorder padding={0} radius="lg">
      <Table className="token-table" aria-label={words.title} verticalSpacing="sm" horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} />
            ))}
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <Table.Tr key={token.id}>
              {columns.map(({ id, cell }) => (
                <Table.Td key={id}>{cell(token, nowMs)}</Table.Td>
              ))}
              <Table.Td w={40} ps={0}>
                <RowMenu token={token} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function HeadCell({ column: { title, sort } }: { column: Column }) {
  const [filter, setFilter] = useFilter();
  if (sort === undefined) return <Table.Th>{title}</Table.Th>;

  const current = filter.sort ?? DEFAULT_SORT;
  const descending = current === `-${sort}`;
  const sorted = descending || current === sort;
  const Icon = descending ? IconArrowDown : sorted ? IconArrowUp : IconArrowsSort;
  const direction = descending ? "descending" : "ascending";
  return (
    <Table.Th aria-sort={sorted ? direction : "none"}>
      <UnstyledButton
        fz="sm"
        fw={700}
        onClick={() => setFilter(withPart(filter, "sort", current === sort ? `-${sort}` : sort))}
      >
        <Group gap={4} wrap="nowrap">
          {title}
          <Icon size={14} aria-hidden opacity={sorted ? 1 : 0.5} />
        </Group>
      </UnstyledButton>
    </Table.Th>
  );
}
