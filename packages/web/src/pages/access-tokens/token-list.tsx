import { Button, Card, EmptyState, Skeleton, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconKey, IconSearchOff, IconPlugConnectedX } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { faultText } from "../../faults.ts";
import { tokensQuery } from "../../queries.ts";
import { isFiltering } from "./filter.ts";
import { TokenCards } from "./token-cards.tsx";
import { TokenTable } from "./token-table.tsx";
import type { ColumnChoice } from "./use-columns.ts";
import { useFilter } from "./use-filter.ts";
import { listWords } from "./wording.ts";

/** The tokens that match the filter, page by page, or what there is to say instead. */
export function TokenList({
  columns,
  onGenerate,
}: {
  columns: ColumnChoice;
  onGenerate: (() => void) | undefined;
}) {
  const [filter, setFilter] = useFilter();
  const list = useInfiniteQuery(tokensQuery(filter));

  if (list.isPending) return <Waiting />;
  if (list.isError) {
    return (
      <Instead icon={<IconPlugConnectedX size={40} />} title={listWords.failed} text={faultText(list.error)}>
        <Button onClick={() => void list.refetch()}>{listWords.again}</Button>
      </Instead>
    );
  }
  const tokens = list.data.pages.flatMap(({ items }) => items);
  if (tokens.length === 0 && isFiltering(filter)) {
    return (
      <Instead icon={<IconSearchOff size={40} />} title={listWords.noMatch} text={listWords.noMatchText}>
        <Button variant="default" onClick={() => setFilter({})}>
          {listWords.clear}
        </Button>
      </Instead>
    );
  }
  if (tokens.length === 0) {
    return (
      <Instead icon={<IconKey size={40} />} title={listWords.empty} text={listWords.emptyText}>
        <Button disabled={!onGenerate} onClick={onGenerate}>
          {listWords.generateFirst}
        </Button>
      </Instead>
    );
  }
  const Rows = columns.asCards ? TokenCards : TokenTable;
  return (
    <Stack aria-busy={list.isPlaceholderData}>
      <Rows tokens={tokens} columns={columns.shown} />
      {list.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {listWords.more}
        </Button>
      )}
    </Stack>
  );
}

/** How many tokens match; read out whenever that changes. */
export function TokenCount() {
  const [filter] = useFilter();
  const { data } = useInfiniteQuery(tokensQuery(filter));
  const shown = data?.pages.flatMap(({ items }) => items).length ?? 0;
  const total = data?.pages.at(-1)?.total;
  const isEmpty = total === 0 && !isFiltering(filter);
  return (
    <Text component="output" size="sm" c="dimmed" mih={22}>
      {total === undefined || isEmpty
        ? ""
        : shown < total
          ? listWords.shownOf(shown, total)
          : listWords.count(total)}
    </Text>
  );
}

function Instead(props: { icon: ReactNode; title: string; text: string; children: ReactNode }) {
  return (
    <Card className="quiet-card" withBorder radius="lg" py={56}>
      <EmptyState icon={props.icon} title={props.title} description={props.text} variant="light">
        <EmptyState.Actions>{props.children}</EmptyState.Actions>
      </EmptyState>
    </Card>
  );
}

function Waiting() {
  return (
    <Card className="quiet-card" withBorder radius="lg" aria-busy>
      <VisuallyHidden>{listWords.loading}</VisuallyHidden>
      <Stack>
        {[92, 78, 85, 64].map((width) => (
          <Skeleton key={width} height={28} width={`${width}%`} />
        ))}
      </Stack>
    </Card>
  );
}
