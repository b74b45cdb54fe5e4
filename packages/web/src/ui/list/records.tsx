import "./records.css";
import { Card, Checkbox, DataList, Group, SimpleGrid, Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ComponentType, memo, type ReactNode, type RefObject, useRef } from "react";
import { useShortcuts } from "../../shortcuts/use-shortcuts.ts";
import { Table } from "./table.tsx";
import { useNow } from "../use-now.ts";
import { useRowKeys } from "./use-row-keys.ts";

export interface Column<T> {
  id: string;
  title: string;
  cell: (row: T, nowMs: number) => ReactNode;
}

/** Boxes to tick before the rows. */
export interface Choice<T> {
  label: (row: T) => string;
  has: (row: T) => boolean;
  toggle: (row: T) => void;
  /** The box for all of them. */
  all: { label: string; state: boolean | "some"; toggle: () => void };
}

interface RecordsProps<T, C extends Column<T>> {
  label: string;
  rows: readonly T[];
  /** The first one names the row. */
  columns: readonly C[];
  Menu?: ComponentType<{ row: T }>;
  /** A column's head, where it is more than its title. */
  Head?: ComponentType<{ column: C }>;
  choice?: Choice<T>;
  /** What Enter on a row does. */
  onOpen?: (row: T) => void;
}

interface Row {
  id: string | number;
}

/** Whether the window is too narrow for a table, so that its rows become cards. */
export function useAsCards(): boolean {
  return useMediaQuery("(max-width: 61.99em)", false, { getInitialValueInEffect: false });
}

/** A table, or cards where there is no room for one. Arrow keys, j and k lead from row to row. */
export function Records<T extends Row, C extends Column<T>>(props: RecordsProps<T, C>) {
  const { rows, choice, onOpen } = props;
  const list = useRef<ListElement>(null);
  const keys = useRowKeys(list, rows, { open: onOpen, choose: choice?.toggle });
  useShortcuts([
    { name: "next-row", keys: ["j"], text: "list.keys.next", action: () => keys.move(1) },
    { name: "previous-row", keys: ["k"], text: "list.keys.previous", action: () => keys.move(-1) },
  ]);
  return useAsCards() ? (
    <RecordCards {...props} keys={keys} list={list} />
  ) : (
    <RecordTable {...props} keys={keys} list={list} />
  );
}

/** A table's body, or what holds the cards. */
type ListElement = HTMLTableSectionElement & HTMLDivElement;

interface ListProps<T, C extends Column<T>> extends RecordsProps<T, C> {
  keys: ReturnType<typeof useRowKeys<T>>;
  /** The element whose children are the rows. */
  list: RefObject<ListElement | null>;
}

/** The rows of a table, or as cards. */
function Rows<T extends Row, C extends Column<T>>({
  as: OneRow,
  ...list
}: ListProps<T, C> & { as: typeof DrawnRow<T> }) {
  const { rows, columns, Menu, choice, keys } = list;
  const nowMs = useNow();
  return rows.map((row, index) => (
    <OneRow
      key={row.id}
      row={row}
      columns={columns}
      Menu={Menu}
      nowMs={nowMs}
      tabIndex={keys.current === index ? 0 : -1}
      {...choiceOf(choice, row)}
    />
  ));
}

function RecordTable<T extends Row, C extends Column<T>>(props: ListProps<T, C>) {
  const { label, columns, Menu, Head = PlainHead, choice, keys, list } = props;
  return (
    <Card className="quiet-card scrolls-within" withBorder padding={0}>
      <Table className="records-table" aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {choice && (
              <Table.Td w={36} pe={0}>
                <ChooseAll all={choice.all} />
              </Table.Td>
            )}
            {columns.map((column) => (
              <Head key={column.id} column={column} />
            ))}
            {Menu && <Table.Td w={40} />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody ref={list} onKeyDown={keys.onKeyDown} onFocus={keys.onFocus}>
          <Rows {...props} as={TableRow} />
        </Table.Tbody>
      </Table>
    </Card>
  );
}

interface RowProps<T> {
  row: T;
  columns: readonly Column<T>[];
  Menu: ComponentType<{ row: T }> | undefined;
  nowMs: number;
  tabIndex: 0 | -1;
  chosen?: boolean;
  chooseLabel?: string;
  onChoose?: (row: T) => void;
}

/** Drawn anew only when something of its own has changed. */
function DrawnRow<T>({ row, columns, Menu, nowMs, tabIndex, ...choice }: RowProps<T>) {
  const { chosen } = choice;
  return (
    <Table.Tr tabIndex={tabIndex} data-row {...(chosen === true && { "data-chosen": true })}>
      {chosen !== undefined && (
        <Table.Td pe={0}>
          <ChooseRow row={row} {...choice} />
        </Table.Td>
      )}
      {columns.map(({ id, cell }) => (
        <Table.Td key={id}>{cell(row, nowMs)}</Table.Td>
      ))}
      {Menu && (
        <Table.Td ps={0}>
          <Menu row={row} />
        </Table.Td>
      )}
    </Table.Tr>
  );
}

const TableRow = memo(DrawnRow) as typeof DrawnRow;

function PlainHead({ column }: { column: { title: string } }) {
  return <Table.Th scope="col">{column.title}</Table.Th>;
}

/** The table's rows for a screen too narrow for a table. */
function RecordCards<T extends Row, C extends Column<T>>(props: ListProps<T, C>) {
  const { label, choice, keys, list } = props;
  return (
    <>
      {choice && <ChooseAll all={choice.all} withLabel />}
      <SimpleGrid
        component="ul"
        className="records-cards tells-exact"
        aria-label={label}
        minColWidth={300}
        spacing="sm"
        p={0}
        m={0}
        ref={list}
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
      >
        <Rows {...props} as={CardRow} />
      </SimpleGrid>
    </>
  );
}

function DrawnCard<T>({ row, columns, Menu, nowMs, tabIndex, ...choice }: RowProps<T>) {
  const [name, ...facts] = columns;
  return (
    <Card component="li" className="quiet-card" withBorder padding="sm" tabIndex={tabIndex} data-row>
      <Group justify="space-between" align="start" wrap="nowrap" gap="xs" mb="xs">
        {choice.chosen !== undefined && <ChooseRow row={row} {...choice} />}
        <div className="card-name">{name?.cell(row, nowMs)}</div>
        {Menu && <Menu row={row} />}
      </Group>
      <DataList size="sm" gap={6} labelWidth={104}>
        {facts.map(({ id, title, cell }) => (
          <DataList.Item key={id}>
            <DataList.ItemLabel>{title}</DataList.ItemLabel>
            <DataList.ItemValue>{cell(row, nowMs)}</DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
    </Card>
  );
}

const CardRow = memo(DrawnCard) as typeof DrawnCard;

function choiceOf<T>(choice: Choice<T> | undefined, row: T) {
  return choice && { chosen: choice.has(row), chooseLabel: choice.label(row), onChoose: choice.toggle };
}

function ChooseRow<T>({
  row,
  chosen = false,
  chooseLabel,
  onChoose,
}: Pick<RowProps<T>, "row" | "chosen" | "chooseLabel" | "onChoose">) {
  return (
    <Checkbox
      size="xs"
      className="choose"
      {...(chooseLabel !== undefined && { "aria-label": chooseLabel })}
      checked={chosen}
      onChange={() => onChoose?.(row)}
    />
  );
}

function ChooseAll({ all, withLabel = false }: { all: Choice<never>["all"]; withLabel?: boolean }) {
  return (
    <Checkbox
      size="xs"
      className="choose"
      {...(withLabel ? { label: all.label } : { "aria-label": all.label })}
      checked={all.state === true}
      indeterminate={all.state === "some"}
      onChange={all.toggle}
    />
  );
}

const WAITING_ROWS = 8;

/** The table or the cards before their rows are there. */
export function RecordsWaiting<C extends { id: string; title: string }>({
  columns,
  Head = PlainHead,
}: {
  columns: readonly C[];
  Head?: ComponentType<{ column: C }>;
}) {
  const rows = Array.from({ length: WAITING_ROWS }, (_, index) => index);
  const asCards = useAsCards();
  if (asCards) {
    return (
      <SimpleGrid minColWidth={300} spacing="sm">
        {rows.slice(0, 3).map((row) => (
          <Skeleton key={row} height={210} radius="md" />
        ))}
      </SimpleGrid>
    );
  }
  return (
    <Card className="quiet-card" withBorder padding={0}>
      <Table className="records-table">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row}>
              {columns.map(({ id }, index) => (
                <Table.Td key={id}>
                  <Skeleton height={12} my={6} width={`${60 + ((row * 7 + index * 13) % 35)}%`} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
