import type { AuditFilter, StoredEvent } from "../storage/audit.ts";
import { countAuditEvents, listAuditEvents as readAuditEvents } from "../storage/audit.ts";
import { sealLog, TreeDamagedError } from "../storage/audit-tree.ts";
import type { Caller, Service } from "./context.ts";
import type { PagedList, PageQuery } from "./page.ts";
import { readAll, readPage } from "./page.ts";

/** What happened in the project, newest first, a page at a time. */
export function listAuditEvents(
  service: Service,
  caller: Caller,
  { filter, ...query }: PageQuery & { filter: AuditFilter },
): Promise<{ items: StoredEvent[]; nextCursor: string | null; total: number }> {
  return readPage(query, eventList(service, caller, filter));
}

/** Everything that the filters leave, each event sealed if that is possible. */
export async function exportAuditEvents(
  service: Service,
  caller: Caller,
  filter: AuditFilter,
): Promise<StoredEvent[]> {
  // Of a damaged tree the export shows where.
  await sealLog(caller.project.id, service.db).catch((error: unknown) => {
    if (!(error instanceof TreeDamagedError)) throw error;
  });
  return readAll(eventList(service, caller, filter));
}

function eventList({ db }: Service, { project }: Caller, filter: AuditFilter): PagedList<StoredEvent> {
  return {
    context: ["audit", project.id, filter],
    descending: true,
    read: (page) => readAuditEvents(project.id, db, { filter, page }),
    positionOf: ({ seq }) => [seq, seq],
    kinds: ["number", "number"],
    count: () => countAuditEvents(project.id, db, filter),
  };
}
