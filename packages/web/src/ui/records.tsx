import { Card, DataList, Group, SimpleGrid, Table } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ComponentType, ReactNode } from "react";
import { useNow } from "./use-now.ts";

export interface Column<T> {
  id: string;
  title: string;
  cell: (row: T, nowMs: number) => ReactNode;
}

interface RecordsProps<T, C extends Column<T>> {
  label: string;
  rows: readonly T[];
  /** The first one names the row. */
  columns: readonly C[];
  Menu: ComponentType<{ row: T }>;
  /** A column's head, where it is more than its title. */
  Head?: ComponentType<{ column: C }>;
}

/** Whether the window is too narrow for a table, so that its rows become cards. */
export function useAsCards(): boolean {
  return useMediaQuery("(max-width: 78.99em)", false, { getInitialValueInEffect: false });
}

export function Records<T extends { id: string | number }, C extends Column<T>>(props: RecordsProps<T, C>) {
  return useAsCards() ? <RecordCards {...props} /> : <RecordTable {...props} />;
}

function RecordTable<T extends { id: string | number }, C extends Column<T>>({
  label,
  rows,
  columns,
  Menu,
  Head = PlainHead,
}: RecordsProps<T, C>) {
  const nowMs = useNow();
  return (
    <Card className="quiet-card scrolls-within" withBorder padding={0} radius="lg">
      <Table className="token-table" aria-label={label} verticalSpacing="sm" horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} />
            ))}
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              {columns.map(({ id, cell }) => (
                <Table.Td key={id}>{cell(row, nowMs)}</Table.Td>
              ))}
              <Table.Td w={40} ps={0}>
                <Menu row={row} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function PlainHead({ column }: { column: { title: string } }) {
  return <Table.Th>{column.title}</Table.Th>;
}

/** The table's rows for a screen too narrow for a table. */
function RecordCards<T extends { id: string | number }, C extends Column<T>>({
  label,
  rows,
  columns: [name, ...columns],
  Menu,
}: RecordsProps<T, C>) {
  const nowMs = useNow();
  return (
    <SimpleGrid component="ul" aria-label={label} minColWidth={300} p={0} m={0} style={{ listStyle: "none" }}>
      {rows.map((row) => (
        <Card key={row.id} component="li" className="quiet-card" withBorder radius="lg">
          <Group justify="space-between" align="start" wrap="nowrap" mb="sm">
            {name?.cell(row, nowMs)}
            <Menu row={row} />
          </Group>
          <DataList size="sm" gap="xs" labelWidth={92}>
            {columns.map(({ id, title, cell }) => (
              <DataList.Item key={id}>
                <DataList.ItemLabel>{title}</DataList.ItemLabel>
                <DataList.ItemValue>{cell(row, nowMs)}</DataList.ItemValue>
              </DataList.Item>
            ))}
          </DataList>
        </Card>
      ))}
    </SimpleGrid>
  );
}
