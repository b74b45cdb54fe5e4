import { Checkbox, Group, NativeSelect, Stack } from "@mantine/core";
import { IconKeyframes } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { PersonSelect } from "../../people/person-select.tsx";
import { projectTokensQuery, type TokenFilter } from "../../queries.ts";
import { TokensAvailable } from "../../tokens/availability.tsx";
import { PROJECT_COLUMNS } from "../../tokens/column-sets.ts";
import type { TokenColumn } from "../../tokens/columns.tsx";
import { FilterBar } from "../../tokens/filter-bar.tsx";
import { TokenList } from "../../tokens/token-list.tsx";
import { useColumns } from "../../tokens/use-columns.ts";
import { useFilter, withPart } from "../../tokens/use-filter.ts";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, itemsOf } from "../../ui/paged-list.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { type Selection, useSelection } from "./use-selection.ts";

const KINDS = ["personal", "service"] as const;

const kinds = () => [
  { value: "", label: t("projectTokens.anyKind") },
  ...KINDS.map((value) => ({ value, label: t(`list.kinds.${value}`) })),
];

export function ProjectTokensPage() {
  const [filter] = useFilter();
  return (
    <Stack maw={1760} mx="auto">
      <PageHead title={t("projectTokens.title")} intro={t("projectTokens.intro")}>
        <ExportMenu
          name="project-tokens"
          csv={() => client.exportProjectTokensCsv({ query: filter })}
          json={() => client.exportProjectTokensJson({ query: filter })}
        />
      </PageHead>
      <TokensAvailable>
        <ProjectTokens />
      </TokensAvailable>
    </Stack>
  );
}

function ProjectTokens() {
  const [filter, setFilter] = useFilter();
  const list = useInfiniteQuery(projectTokensQuery(filter));
  const columns = useColumns(PROJECT_COLUMNS);
  const shown = itemsOf(list);
  const selection = useSelection(shown);
  return (
    <>
      <FilterBar columns={columns}>
        <NativeSelect
          aria-label={t("list.column.kind")}
          data={kinds()}
          value={filter.kind ?? ""}
          onChange={({ currentTarget }) =>
            setFilter(withPart(filter, "kind", (currentTarget.value || undefined) as TokenFilter["kind"]))
          }
        />
        <PersonSelect
          words={{
            label: t("list.column.holder"),
            anybody: t("projectTokens.anyHolder"),
            former: t("projectTokens.formerHolder"),
          }}
          value={filter.holder}
          onChange={(holder) => setFilter(withPart(filter, "holder", holder))}
        />
      </FilterBar>
      {shown.length > 0 && <SelectionBar selection={selection} shown={shown.length} />}
      <TokenList
        label={t("projectTokens.title")}
        list={list}
        columns={selectable(columns.shown, selection)}
        empty={
          <Instead
            icon={<IconKeyframes size={40} />}
            title={t("projectTokens.empty")}
            text={t("projectTokens.emptyText")}
          />
        }
      />
    </>
  );
}

/** The columns with a box to tick before the name. */
function selectable([name, ...rest]: readonly TokenColumn[], selection: Selection): TokenColumn[] {
  if (!name) return rest;
  const cell: TokenColumn["cell"] = (token, nowMs) => (
    <Group gap="sm" wrap="nowrap" align="start">
      <Checkbox
        size="xs"
        mt={2}
        aria-label={t("projectTokens.select", { name: token.name })}
        checked={selection.has(token)}
        onChange={() => selection.toggle(token)}
      />
      {name.cell(token, nowMs)}
    </Group>
  );
  return [{ ...name, cell }, ...rest];
}
