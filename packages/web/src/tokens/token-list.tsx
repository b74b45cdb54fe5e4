import { Button } from "@mantine/core";
import { IconKey, IconSearchOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { tokensQuery } from "../queries.ts";
import { Instead, ListCount, PagedList } from "../ui/paged-list.tsx";
import { Records } from "../ui/records.tsx";
import { isFiltering } from "./filter.ts";
import { RowMenu } from "./row-menu.tsx";
import { SortHead } from "./sort-head.tsx";
import type { ColumnChoice } from "./use-columns.ts";
import { useFilter } from "./use-filter.ts";
import { listWords, words } from "./wording.ts";

interface TokenListProps {
  columns: ColumnChoice;
  onGenerate: (() => void) | undefined;
}

/** The tokens that match the filter, page by page, or what there is to say instead. */
export function TokenList({ columns, onGenerate }: TokenListProps) {
  const [filter] = useFilter();
  const list = useInfiniteQuery(tokensQuery(filter));
  return (
    <>
      <ListCount list={list} words={listWords} silentWhenEmpty={!isFiltering(filter)} />
      <PagedList
        list={list}
        words={listWords}
        empty={isFiltering(filter) ? <NoMatch /> : <NoTokens onGenerate={onGenerate} />}
      >
        {(tokens) => (
          <Records label={words.title} rows={tokens} columns={columns.shown} Menu={RowMenu} Head={SortHead} />
        )}
      </PagedList>
    </>
  );
}

function NoMatch() {
  const [, setFilter] = useFilter();
  return (
    <Instead icon={<IconSearchOff size={40} />} title={listWords.noMatch} text={listWords.noMatchText}>
      <Button variant="default" onClick={() => setFilter({})}>
        {listWords.clear}
      </Button>
    </Instead>
  );
}

function NoTokens({ onGenerate }: { onGenerate: (() => void) | undefined }) {
  return (
    <Instead icon={<IconKey size={40} />} title={listWords.empty} text={listWords.emptyText}>
      <Button disabled={!onGenerate} onClick={onGenerate}>
        {listWords.generateFirst}
      </Button>
    </Instead>
  );
}
