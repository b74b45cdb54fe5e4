import { isText, t } from "../../i18n.ts";
import type { Catalog } from "../../locales/catalog.ts";

/** The events of the log as the filter offers them; `all` asks for a whole group at once. */
export const EVENT_GROUPS = [
  {
    group: "tokens",
    all: "token",
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
    all: "member",
    events: [
      "member.added",
      "member.asked",
      "member.changed",
      "member.invited",
      "member.joined",
      "member.removed",
    ],
  },
  {
    group: "serviceAccounts",
    all: "service_account",
    events: ["service_account.added", "service_account.changed", "service_account.removed"],
  },
  {
    group: "project",
    all: undefined,
    events: [
      "settings.changed",
      "webhook.added",
      "webhook.changed",
      "webhook.removed",
      "webhook.secret_rotated",
      "project.added",
      "project.changed",
      "installation.set_up",
      "installation.restored",
    ],
  },
  {
    group: "people",
    all: undefined,
    events: [
      "session.started",
      "session.ended",
      "sessions.ended",
      "identity.connected",
      "password.changed",
      "profile.changed",
      "second_factor.added",
      "second_factor.removed",
      "recovery_code.used",
    ],
  },
  { group: "refusals", all: undefined, events: ["sign_in.refused", "act.refused"] },
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

type OthersTokenKey = keyof Catalog["audit"]["othersTokens"];

export function isOfToken(key: EventKey): key is OthersTokenKey {
  return key.startsWith("token_");
}

export type EventGroup = (typeof EVENT_GROUPS)[number]["group"];

/** The group that an event is of; what this page does not know yet counts to the project. */
export function groupOf(event: string): EventGroup {
  return EVENT_GROUPS.find(({ events }) => events.some((name) => name === event))?.group ?? "project";
}

/** What the event filter's choice is called: an event, or all of a group. */
export function choiceName(choice: string): string {
  const whole = EVENT_GROUPS.find(({ all }) => all === choice);
  return whole ? t("audit.filter.allOf", { group: t(`audit.groups.${whole.group}`) }) : eventName(choice);
}

const ROLES = ["owner", "admin", "member", "verifier"] as const;

export function isRole(text: string): text is (typeof ROLES)[number] {
  return ROLES.some((role) => role === text);
}

const ACCESSES = ["inherit", "allow", "deny"] as const;

export function isAccess(text: string): text is (typeof ACCESSES)[number] {
  return ACCESSES.some((access) => access === text);
}

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
  const key = `audit.fields.${field}`;
  if (isText(key)) return t(key);
  const setting = SETTINGS.find((name) => name === field);
  return setting ? t(`settings.fields.${setting}`) : field;
}
