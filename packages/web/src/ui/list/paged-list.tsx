import { Button, Card, EmptyState, Skeleton, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";

interface Page<T> {
  items: T[];
  total: number;
}

/** A list that the server gives page by page. */
export type PagedQuery<T> = UseInfiniteQueryResult<InfiniteData<Page<T>>>;

interface PagedListProps<T> {
  list: PagedQuery<T>;
  words: { loading: string; failed: string };
  /** What there is to say when the list is empty. */
  empty: ReactNode;
  children: (items: readonly T[]) => ReactNode;
  /** The list's shape before it is there. */
  waiting?: ReactNode;
}

/** The rows so far and the way to more of them, or what there is to say instead. */
export function PagedList<T>({ list, words, empty, children, waiting }: PagedListProps<T>) {
  if (list.isPending) return <Waiting text={words.loading}>{waiting}</Waiting>;
  if (list.isError) {
    return (
      <Instead icon={<IconPlugConnectedX size={32} />} title={words.failed} text={faultText(list.error)}>
        <Button onClick={() => void list.refetch()}>{t("list.again")}</Button>
      </Instead>
    );
  }
  const items = itemsOf(list);
  if (items.length === 0) return empty;
  return (
    <Stack aria-busy={list.isPlaceholderData} {...(list.isPlaceholderData && { className: "records-old" })}>
      {children(items)}
      {list.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("list.more")}
        </Button>
      )}
    </Stack>
  );
}

export function itemsOf<T>({ data }: PagedQuery<T>): T[] {
  return data?.pages.flatMap(({ items }) => items) ?? [];
}

interface ListCountProps<T> {
  list: PagedQuery<T>;
  words: { count: (total: number) => string; shownOf: (shown: number, total: number) => string };
  /** Nothing is counted where the empty list says so itself. */
  silentWhenEmpty?: boolean;
}

/** How many match; read out whenever that changes. */
export function ListCount<T>({ list, words, silentWhenEmpty = false }: ListCountProps<T>) {
  const shown = itemsOf(list).length;
  const total = list.data?.pages.at(-1)?.total;
  const isSilent = total === undefined || (total === 0 && silentWhenEmpty);
  return (
    <Text component="output" size="sm" c="dimmed" mih={22}>
      {isSilent ? "" : shown < total ? words.shownOf(shown, total) : words.count(total)}
    </Text>
  );
}

/** What stands where a list would. */
export function Instead(props: { icon: ReactNode; title: string; text: string; children?: ReactNode }) {
  return (
    <Card className="quiet-card" withBorder py={48}>
      <EmptyState icon={props.icon} title={props.title} description={props.text} variant="light">
        {props.children !== undefined && <EmptyState.Actions>{props.children}</EmptyState.Actions>}
      </EmptyState>
    </Card>
  );
}

interface WaitingProps {
  text: string;
  /** The shape of what is waited for. */
  children?: ReactNode;
}

export function Waiting({ text, children }: WaitingProps) {
  return (
    <div aria-busy>
      <VisuallyHidden>{text}</VisuallyHidden>
      {children ?? (
        <Card className="quiet-card" withBorder>
          <Stack>
            {[92, 78, 85, 64].map((width) => (
              <Skeleton key={width} height={16} width={`${width}%`} />
            ))}
          </Stack>
        </Card>
      )}
    </div>
  );
}
