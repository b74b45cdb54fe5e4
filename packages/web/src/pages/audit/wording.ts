import type { AuditEvent } from "@tokenhouse/sdk/client";
import { fieldNames as settingNames } from "../settings/wording.ts";

/** Every word of the Audit Log page. */
export const words = {
  title: "Audit Log",
  intro: "Every change and every refused act in this project: who, from where, what, newest first.",
  loading: "Loading the audit log",
  failed: "The audit log could not be loaded",
  noMatch: "Nothing matches",
  noMatchText: "Try other dates, another person or another event.",
  clear: "Clear filters",
  count: (total: number) => (total === 1 ? "1 event" : `${total} events`),
  shownOf: (shown: number, total: number) => `${shown} of ${total} events shown`,
  when: "When",
  who: "Who",
  what: "What",
  from: "From",
  details: "Details",
  detailsOf: (what: string, when: string) => `Details: ${what}, ${when}`,
  nobody: "Somebody unknown",
  former: "somebody no longer here",
};

export const filterWords = {
  event: "Event",
  anyEvent: "All events",
  tokenId: "Token ID",
  from: "From",
  to: "To",
};

export const actorWords = { label: "Who", anybody: "Anybody", former: "Somebody no longer here" };

export const detailWords = {
  who: "Who",
  when: "When",
  what: "What",
  address: "Address",
  carrier: "By",
  program: "Program",
  usedToken: "Token used",
  token: "Token",
  tokenId: "Token ID",
  request: "Request ID",
  revision: "Revision",
  changed: "What changed",
  field: "Field",
  before: "Before",
  after: "After",
  onlyToken: "Only events of this token",
  nothing: "–",
  yes: "Yes",
  no: "No",
};

export const carrierNames: Record<AuditEvent["origin"]["carrier"], string> = {
  bearer: "access token",
  session: "this page",
  basic: "e-mail and password",
  none: "before sign-in",
};

/** Which group the event filter offers, and what its events are called. */
export const eventNames: Record<string, Record<string, string>> = {
  Tokens: {
    "token.created": "Token generated",
    "token.revoked": "Token revoked",
    "token.restored": "Token restored",
    "token.rotated": "Token rotated",
    "token.overlap_ended": "Overlap of a rotation ended",
    "token.deleted": "Token deleted",
  },
  Members: {
    "member.added": "Member added",
    "member.changed": "Member changed",
    "member.invited": "Invitation link made",
    "member.joined": "Invitation accepted",
    "member.removed": "Member removed",
  },
  "Service accounts": {
    "service_account.added": "Service account created",
    "service_account.changed": "Service account changed",
    "service_account.removed": "Service account deleted",
  },
  "Project and settings": {
    "settings.changed": "Settings changed",
    "project.added": "Project created",
    "project.changed": "Project changed",
    "installation.set_up": "Installation set up",
  },
  "People and sessions": {
    "session.started": "Signed in",
    "session.ended": "Session ended",
    "sessions.ended": "Signed out everywhere",
    "password.changed": "Password changed",
    "profile.changed": "Name changed",
  },
  Refusals: {
    "sign_in.refused": "Sign-in refused",
    "act.refused": "Act refused",
  },
};

/** What an event is called; one that this page does not know yet by its own name. */
export function eventName(event: string): string {
  return Object.values(eventNames).find((group) => Object.hasOwn(group, event))?.[event] ?? event;
}

export const fieldNames: Record<string, string> = {
  name: "Name",
  role: "Role",
  tokenAccess: "Token access",
  active: "Active",
  plan: "Plan",
  entitlements: "What the plan holds",
  closed: "Closed",
  ...settingNames,
  passwordReset: "Password reset",
};
