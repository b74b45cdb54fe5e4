import { getAuditHead, getAuditProof } from "../../service/audit-proofs.ts";
import { exportAuditEvents, listAuditEvents } from "../../service/list-audit-events.ts";
import { csvOf } from "../csv.ts";
import type { Handlers } from "../mount.ts";
import { spanOf } from "../token-query.ts";
import { hexOf, wireEvent } from "../wire.ts";

export const auditHandlers: Pick<
  Handlers,
  "listAuditEvents" | "exportAuditCsv" | "exportAuditJson" | "getAuditHead" | "getAuditProof"
> = {
  async listAuditEvents({ service }, { caller, query: { limit, cursor, ...query } }) {
    const { items, ...page } = await listAuditEvents(service, caller, {
      limit,
      cursor,
      filter: filterOf(query),
    });
    return { ...page, items: items.map(wireEvent) };
  },

  async exportAuditCsv({ service }, { caller, query, reply }) {
    void reply.header("Content-Disposition", 'attachment; filename="audit.csv"');
    const events = await exportAuditEvents(service, caller, filterOf(query));
    return csvOf(CSV_COLUMNS, events.map(csvRow));
  },

  async exportAuditJson({ service }, { caller, query, reply }) {
    void reply.header("Content-Disposition", 'attachment; filename="audit.json"');
    const events = await exportAuditEvents(service, caller, filterOf(query));
    return events.map(wireEvent);
  },

  async getAuditHead({ service }, { caller }) {
    const head = await getAuditHead(service, caller);
    return { ...head, rootHash: hexOf(head.rootHash) };
  },

  async getAuditProof({ service }, { caller, query }) {
    const { rootHash, hashes, ...proof } = await getAuditProof(service, caller, query);
    return { ...proof, rootHash: hexOf(rootHash), hashes: hashes.map(hexOf) };
  },
};

function csvRow(event: Event) {
  const { id, at, tokenId, revision, actor, origin, detail, leafIndex, leafHash } = wireEvent(event);
  return {
    id,
    at,
    event: event.event,
    actorType: actor.type,
    actorId: actor.id,
    actor: actor.name,
    tokenId,
    carrier: origin.carrier,
    usedToken: origin.tokenId,
    ip: origin.ip,
    userAgent: origin.userAgent,
    requestId: origin.requestId,
    revision,
    detail: JSON.stringify(detail),
    leafIndex,
    leafHash,
  };
}

const CSV_COLUMNS = [
  "id",
  "at",
  "event",
  "actorType",
  "actorId",
  "actor",
  "tokenId",
  "carrier",
  "usedToken",
  "ip",
  "userAgent",
  "requestId",
  "revision",
  "detail",
  "leafIndex",
  "leafHash",
] as const;

interface Filters {
  actor?: string | undefined;
  event?: string | undefined;
  tokenId?: string | undefined;
  after?: string | undefined;
  before?: string | undefined;
}

function filterOf({ after, before, ...filter }: Filters) {
  return { ...filter, ...spanOf(after, before) };
}

type Event = Awaited<ReturnType<typeof exportAuditEvents>>[number];
