import { type Catalog, t } from "../../i18n.ts";

/** The events of the log as the filter offers them. */
export const EVENT_GROUPS = [
  {
    group: "tokens",
    events: [
      "token.created",
      "token.revoked",
      "token.restored",
      "token.rotated",
      "token.overlap_ended",
      "token.deleted",
    ],
  },
  {
    group: "members",
    events: ["member.added", "member.changed", "member.invited", "member.joined", "member.removed"],
  },
  {
    group: "serviceAccounts",
    events: ["service_account.added", "service_account.changed", "service_account.removed"],
  },
  {
    group: "project",
    events: ["settings.changed", "project.added", "project.changed", "installation.set_up"],
  },
  {
    group: "people",
    events: ["session.started", "session.ended", "sessions.ended", "password.changed", "profile.changed"],
  },
  { group: "refusals", events: ["sign_in.refused", "act.refused"] },
] as const;

type KnownEvent = (typeof EVENT_GROUPS)[number]["events"][number];
type EventKey = keyof Catalog["audit"]["events"];

const KNOWN: ReadonlySet<string> = new Set(EVENT_GROUPS.flatMap(({ events }): readonly string[] => events));

export function isKnown(event: string): event is KnownEvent {
  return KNOWN.has(event);
}

/** An event's name in the catalogs, where a dot would part keys. */
export function keyOf(event: KnownEvent): EventKey {
  return event.replace(".", "_") as EventKey;
}

/** What an event is called; one that this page does not know yet by its own name. */
export function eventName(event: string): string {
  return isKnown(event) ? t(`audit.events.${keyOf(event)}`) : event;
}

const OWN_FIELDS = [
  "name",
  "role",
  "tokenAccess",
  "active",
  "plan",
  "entitlements",
  "closed",
  "passwordReset",
] as const;

const SETTINGS = [
  "tokensEnabled",
  "everyoneMayGenerate",
  "maxLifetimeDays",
  "defaultLifetimeDays",
  "requireRevokeBeforeDelete",
  "scopeCatalogue",
] as const;

/** What a field that was changed is called; one that this page does not know yet by its own name. */
export function fieldName(field: string): string {
  const own = OWN_FIELDS.find((name) => name === field);
  if (own) return t(`audit.fields.${own}`);
  const setting = SETTINGS.find((name) => name === field);
  return setting ? t(`settings.fields.${setting}`) : field;
}
