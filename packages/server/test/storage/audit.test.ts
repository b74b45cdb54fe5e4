import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/storage/audit-rows.ts";
import { countAuditEvents, insertAuditEvent, listAuditEvents } from "../../src/storage/audit.ts";
import { databases } from "./databases.ts";
import type { Store } from "./store.ts";
import { NOON, openStore } from "./store.ts";

const NAMES = ["sign_in.refused", "signXin.refused", "sign_in", "sign_into.x", "a%b.c", "aXb.c", "a\\b.c"];

describe.each(databases)("the audit log in $name", ({ create }) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(await create());
    for (const event of NAMES) await insertAuditEvent(store.projectId, store.db, happening(event));
  });
  afterAll(() => store.close());

  it.each([
    ["sign_in", ["sign_in", "sign_in.refused"]],
    ["sign_in.refused", ["sign_in.refused"]],
    ["sign_", []],
    ["a%b", ["a%b.c"]],
    ["a\\b", ["a\\b.c"]],
    ["%", []],
    ["_", []],
  ])("asked for %s gives that event and what stands below it, letter by letter", async (event, expected) => {
    const asked = { filter: { event }, page: { limit: 100 } };
    const found = await listAuditEvents(store.projectId, store.db, asked);
    expect(found.map((row) => row.event).toSorted()).toEqual(expected);
    expect(await countAuditEvents(store.projectId, store.db, { event })).toBe(expected.length);
  });
});

function happening(event: string): AuditEvent {
  return {
    at: NOON,
    event,
    revision: null,
    tokenId: null,
    actor: { type: "unknown", id: null, name: "" },
    origin: { carrier: "none", tokenId: null, ip: "", userAgent: "", requestId: "" },
    detail: {},
  };
}
