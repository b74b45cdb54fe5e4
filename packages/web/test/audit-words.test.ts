import type { AuditEvent } from "@tokenhouse/sdk/client";
import { afterEach, expect, test } from "vitest";
import { listRoutes } from "../../server/src/contract/index.ts";
import { AUDIT_DETAILS } from "../../server/src/core/audit-details.ts";
import { dayBefore } from "../src/days.ts";
import { isText, speak } from "../src/i18n.ts";
import { changedFields } from "../src/pages/audit/changed-fields.ts";
import { detailFacts, TOLD_ELSEWHERE } from "../src/pages/audit/detail-facts.ts";
import { eventSentence, eventText } from "../src/pages/audit/event-text.ts";
import { auditQueryOf, readAuditFilter } from "../src/pages/audit/filter.ts";
import { eventName } from "../src/pages/audit/events.ts";

const event = (name: string, detail: AuditEvent["detail"]): AuditEvent => ({
  id: 1,
  at: "2026-01-02T03:04:05.000Z",
  event: name,
  revision: 7,
  tokenId: null,
  actor: { type: "user", id: "owner", name: "The owner" },
  origin: { carrier: "session", tokenId: null, ip: "127.0.0.1", userAgent: "", requestId: "r" },
  detail,
  leafIndex: null,
  leafHash: null,
});
const names = new Map([["member", "A member"]]);

test("an event tells its token, and whose it is when it is somebody else's", () => {
  const token = { name: "ci deploy", hint: "thp_…" };
  expect(eventText(event("token.created", { ...token, holder: "owner" }), names)).toBe(
    "Token generated: ci deploy",
  );
  expect(eventText(event("token.revoked", { ...token, holder: "member" }), names)).toBe(
    "Token revoked: ci deploy (A member)",
  );
});

/** As it reads, without the marks around what is filled in. */
const read = (sentence: string) => sentence.replaceAll(/[\u2068\u2069]/g, "");

test("as a sentence an event tells who did it, to what, and whose that is", () => {
  const token = { name: "ci deploy", hint: "thp_…" };
  const sentence = (name: string, detail: AuditEvent["detail"]) =>
    read(eventSentence(event(name, detail), names));
  expect(sentence("token.created", { ...token, holder: "owner" })).toBe(
    "The owner generated the token ci deploy",
  );
  expect(sentence("token.revoked", { ...token, holder: "member" })).toBe(
    "The owner revoked the token ci deploy of A member",
  );
  expect(sentence("settings.changed", {})).toBe("The owner changed the settings");
  expect(sentence("lease.fenced", {})).toBe("lease.fenced");
});

test("somebody who has left is called by what the log holds, and never by an id", () => {
  expect(eventText(event("member.removed", { member: "gone", email: "gone@example.com" }), names)).toBe(
    "Member removed: gone@example.com",
  );
  expect(eventText(event("member.changed", { member: "gone" }), names)).toBe(
    "Member changed: somebody no longer here",
  );
});

test("an event that this page does not know stands under its own name", () => {
  expect(eventName("lease.fenced")).toBe("lease.fenced");
  expect(eventName("toString")).toBe("toString");
});

test("only what differs is shown as changed, in words", () => {
  const before = { role: "member", active: true, tokenAccess: "inherit" };
  const detail = { before, after: { ...before, role: "admin", active: false }, passwordReset: true };
  expect(changedFields(event("member.changed", detail))).toEqual([
    { field: "Role", before: "Member", after: "Admin" },
    { field: "Active", before: "Yes", after: "No" },
    { field: "Password reset", before: "–", after: "Yes" },
  ]);
  const settings = { before: { maxLifetimeDays: 365 }, after: { maxLifetimeDays: -1 } };
  expect(changedFields(event("settings.changed", settings))).toEqual([
    {
      field: "Maximum lifetime for user generated access tokens (days)",
      before: "365 days",
      after: "Unlimited",
    },
  ]);
  expect(changedFields(event("profile.changed", { before: "Old", after: "New" }))).toEqual([
    { field: "Name", before: "Old", after: "New" },
  ]);
  expect(changedFields(event("token.revoked", { reason: null }))).toEqual([]);
});

test("the address bar's filter keeps what the log understands and drops the rest", () => {
  const actor = "0bc1d49f-1111-4222-8333-444455556666";
  const understood = { actor, event: "token.created", from: "2026-01-02" };
  expect(readAuditFilter({ ...understood, to: "tomorrow", tokenId: "none", page: 2 })).toEqual(understood);
});

test("the days of the filter are whole, the last one included", () => {
  const { after, before } = auditQueryOf({ from: "2026-03-01", to: "2026-03-01" });
  expect(after).toBe(new Date(2026, 2, 1).toISOString());
  expect(before).toBe(new Date(2026, 2, 2).toISOString());
  expect(auditQueryOf({ event: "token" })).toEqual({ event: "token" });
});

test("the usual ranges begin on whole days of the reader's calendar, also over the turn of a year", () => {
  const nowMs = new Date(2026, 0, 2, 23, 59).getTime();
  expect([0, 6].map((days) => dayBefore(days, nowMs))).toEqual(["2026-01-02", "2025-12-27"]);
});

afterEach(() => speak("en"));

test("everything that the server tells of an event has a name, and every act that it may refuse", () => {
  const told = AUDIT_DETAILS.filter((detail) => !TOLD_ELSEWHERE.has(detail));
  expect(told.filter((detail) => !isText(`audit.fields.${detail}`))).toEqual([]);
  const acts = listRoutes().filter(
    ([, { method, credentials }]) =>
      method !== "GET" && credentials.some((taken) => taken === "bearer" || taken === "session"),
  );
  expect(acts.map(([name]) => name).filter((name) => !isText(`audit.operations.${name}`))).toEqual([]);
});

test("a refused act, its reason and what a plan holds are told in the language of the page", async () => {
  await speak("de");
  const refused = event("act.refused", { operation: "changeMember", code: "forbidden" });
  expect(read(eventSentence(refused, names))).toBe("The owner wurde abgewiesen: ein Mitglied ändern");
  expect(detailFacts(refused, names)).toEqual([
    ["Abgewiesen, weil", expect.not.stringContaining("forbidden")],
  ]);
  const plan = { before: { entitlements: [] }, after: { entitlements: ["serviceAccounts"] } };
  expect(changedFields(event("project.changed", plan))).toEqual([
    { field: "Was der Tarif enthält", before: "–", after: "Dienstkonten" },
  ]);
});

test("the rest of what the log holds is told with names and values that can be read", () => {
  const detail = {
    name: "ci",
    hint: "thp_…",
    scopes: ["a:read"],
    rateLimit: { requests: 5, windowSeconds: 60 },
  };
  expect(detailFacts(event("token.created", { ...detail, expiresAtMs: null }), names)).toEqual([
    ["Scopes", "a:read"],
    ["Rate limit", "5 requests per minute"],
    ["Expires", "Never"],
  ]);
  expect(detailFacts(event("project.added", { owner: "member" }), names)).toEqual([["Owner", "A member"]]);
  expect(detailFacts(event("token.rotated", { overlapSeconds: 60 }), names)).toEqual([
    ["Old value works for", "60 seconds"],
  ]);
});
