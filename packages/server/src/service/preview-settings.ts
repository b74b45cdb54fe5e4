import { DAY_MS } from "../core/limits.ts";
import type { Project } from "../core/project.ts";
import type { TokenRecord } from "../core/verdict.ts";
import { decide } from "../core/verdict.ts";
import { listActiveRecords } from "../storage/token-records.ts";
import type { SettingsChange } from "./change-settings.ts";
import { withChanges } from "./change-settings.ts";
import type { Caller, Service } from "./context.ts";

/** What a change of the rules would do to the tokens that there are; nothing is changed. */
export interface SettingsPreview {
  refused: number;
  revived: number;
  beyondMaximum: number;
}

/** Judges every live token by the very function that checks it, under the rules as they are and as they would be. */
export async function previewSettings(
  service: Service,
  caller: Caller,
  changes: SettingsChange,
): Promise<SettingsPreview> {
  const nowMs = service.now();
  const preview = { refused: 0, revived: 0, beyondMaximum: 0 };
  for (const record of await listActiveRecords(caller.project.id, service.db, nowMs)) {
    const changed = withChanges(record.project, changes);
    const before = isGood(record, nowMs);
    const after = isGood({ ...record, project: changed }, nowMs);
    if (before && !after) preview.refused++;
    if (!before && after) preview.revived++;
    if (outlives(record, changed) && !outlives(record, record.project)) preview.beyondMaximum++;
  }
  return preview;
}

/** The address does not matter here: no rule of the project is about it. */
function isGood(record: TokenRecord, nowMs: number): boolean {
  const anywhere = { ...record, token: { ...record.token, ipAllowList: [] } };
  return decide(anywhere, { scopes: [] }, nowMs).valid;
}

function outlives({ token }: TokenRecord, { maxLifetimeDays }: Project): boolean {
  if (maxLifetimeDays === -1) return false;
  return token.expiresAtMs === null || token.expiresAtMs - token.createdAtMs > maxLifetimeDays * DAY_MS;
}
