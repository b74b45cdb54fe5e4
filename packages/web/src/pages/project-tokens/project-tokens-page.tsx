import { Input, NativeSelect, Stack } from "@mantine/core";
import { IconKeyframes } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { PersonSelect } from "../../people/person-select.tsx";
import { useNames } from "../../people/use-people.ts";
import { projectSummaryQuery, projectTokensQuery } from "../../queries.ts";
import { TokensAvailable } from "../../tokens/availability.tsx";
import type { BulkChange } from "../../tokens/bulk/bulk-dialog.tsx";
import { queryOf, type TokenFilter } from "../../tokens/filter/filter.ts";
import { useFilter, withParts } from "../../tokens/filter/use-filter.ts";
import { PROJECT_COLUMNS } from "../../tokens/list/column-sets.ts";
import { FilterBar } from "../../tokens/list/filter-bar.tsx";
import { TokenList } from "../../tokens/list/token-list.tsx";
import { useColumns } from "../../tokens/list/use-columns.ts";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead } from "../../ui/list/paged-list.tsx";

const KINDS = ["personal", "service"] as const;

/** Restoring a person's token is theirs alone, so that it is not offered for many. */
const CHANGE: BulkChange = {
  actions: ["revoke", "delete"],
  send: (action, ids) =>
    client.changeProjectTokens({ body: { action: action === "delete" ? "delete" : "revoke", ids } }),
  namesHolders: true,
};

export function ProjectTokensPage() {
  const [filter] = useFilter();
  return (
    <Stack>
      <PageHead title={t("projectTokens.title")} intro={t("projectTokens.intro")}>
        <ExportMenu
          name="project-tokens"
          csv={() => client.exportProjectTokensCsv({ query: queryOf(filter) })}
          json={() => client.exportProjectTokensJson({ query: queryOf(filter) })}
        />
      </PageHead>
      <TokensAvailable>
        <ProjectTokens />
      </TokensAvailable>
    </Stack>
  );
}

function ProjectTokens() {
  const [filter] = useFilter();
  const list = useInfiniteQuery(projectTokensQuery(filter));
  const { data: summary } = useQuery(projectSummaryQuery(filter));
  const columns = useColumns(PROJECT_COLUMNS);
  return (
    <>
      <FilterBar columns={columns} summary={summary ?? "unknown"} names={useNames()}>
        <KindField />
        <HolderField />
      </FilterBar>
      <TokenList
        label={t("projectTokens.title")}
        list={list}
        columns={columns.shown}
        change={CHANGE}
        empty={
          <Instead
            icon={<IconKeyframes size={32} />}
            title={t("projectTokens.empty")}
            text={t("projectTokens.emptyText")}
          />
        }
      />
    </>
  );
}

function KindField() {
  const [filter, setFilter] = useFilter();
  return (
    <NativeSelect
      label={t("list.column.kind")}
      data={[
        { value: "", label: t("projectTokens.anyKind") },
        ...KINDS.map((value) => ({ value, label: t(`list.kinds.${value}`) })),
      ]}
      value={filter.kind ?? ""}
      onChange={({ currentTarget }) =>
        setFilter(
          withParts(filter, { kind: (currentTarget.value || undefined) as TokenFilter["kind"] }),
          true,
        )
      }
    />
  );
}

function HolderField() {
  const [filter, setFilter] = useFilter();
  return (
    <Input.Wrapper label={t("list.column.holder")} labelElement="div">
      <PersonSelect
        words={{
          label: t("list.column.holder"),
          anybody: t("projectTokens.anyHolder"),
          former: t("list.formerHolder"),
        }}
        value={filter.holder}
        onChange={(holder) => setFilter(withParts(filter, { holder }), true)}
      />
    </Input.Wrapper>
  );
}
