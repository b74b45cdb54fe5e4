import { Button, Stack } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { client } from "../../api.ts";
import { pagedQuery } from "../../queries.ts";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, ListCount, PagedList } from "../../ui/list/paged-list.tsx";
import { Records } from "../../ui/list/records.tsx";
import { AuditFilterBar } from "./audit-filter-bar.tsx";
import { columns } from "./columns.tsx";
import { DetailsButton } from "./details-button.tsx";
import { AuditFilterChips } from "./filter-chips.tsx";
import { type AuditFilter, auditQueryOf } from "./filter.ts";
import { t } from "../../i18n.ts";
import { Seal } from "./seal.tsx";

const route = getRouteApi("/signed-in/administration/project/audit");

const auditQuery = (filter: AuditFilter) =>
  pagedQuery(["project", "audit", filter], (page) =>
    client.listAuditEvents({ query: { ...auditQueryOf(filter), ...page } }),
  );

export function AuditPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(auditQuery(filter));
  const query = auditQueryOf(filter);
  const clear = () => void navigate({ search: {} });
  function change(parts: Partial<Record<keyof AuditFilter, string | undefined>>) {
    const set = Object.entries({ ...filter, ...parts }).filter(([, value]) => value !== undefined);
    void navigate({ search: Object.fromEntries(set) });
  }

  const words = {
    loading: t("audit.loading"),
    failed: t("audit.failed"),
    count: (count: number) => t("audit.count", { count }),
    shownOf: (shown: number, total: number) => t("audit.shownOf", { shown, total }),
  };

  return (
    <Stack>
      <PageHead title={t("audit.title")} intro={t("audit.intro")}>
        <ExportMenu
          name="audit-log"
          csv={() => client.exportAuditCsv({ query })}
          json={() => client.exportAuditJson({ query })}
        />
      </PageHead>
      <Seal />
      <AuditFilterBar filter={filter} onChange={change} />
      <AuditFilterChips filter={filter} onChange={change} onClear={clear} />
      <ListCount list={list} words={words} />
      <PagedList
        list={list}
        words={words}
        empty={
          <Instead
            icon={<IconSearchOff size={40} />}
            title={t("audit.noMatch")}
            text={t("audit.noMatchText")}
          >
            <Button variant="default" onClick={clear}>
              {t("common.filters.clear")}
            </Button>
          </Instead>
        }
      >
        {(events) => (
          <Records label={t("audit.title")} rows={events} columns={columns()} Menu={DetailsButton} />
        )}
      </PagedList>
    </Stack>
  );
}
