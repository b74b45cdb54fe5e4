import { expect, test } from "vitest";
import type { Answer } from "../../src/http/handlers/checks.ts";
import { verdictText } from "../../src/http/verdict-text.ts";

const id = "0199a0c4-7d0c-7000-8000-000000000001";
const token = {
  id,
  kind: "personal" as const,
  name: 'a "name" \u2028 ü',
  scopes: ["orders:read"],
  expiresAt: null,
};
const holder = { type: "user" as const, id, name: "Owner", email: null, role: "owner" as const };
const good = {
  valid: true as const,
  code: "valid" as const,
  token,
  holder,
  project: { id, slug: "main" },
  revision: 7,
};
const rateLimit = { limit: 10, windowSeconds: 60, remaining: 9, resetSeconds: 6 };

test.for<[string, Answer]>([
  ["a good token", good],
  ["the same at a later revision", { ...good, revision: 8 }],
  ["a token with a rate limit", { ...good, rateLimit }],
  ["the same with less left", { ...good, rateLimit: { ...rateLimit, remaining: 8 } }],
  ["a holder who has changed", { ...good, holder: { ...holder, name: "Other", role: "member" } }],
  ["a project that has changed", { ...good, project: { id, slug: "other" } }],
  ["a refusal", { valid: false, code: "revoked", denialId: id, revision: 9 }],
  ["a refusal by its rate", { valid: false, code: "rate_limited", denialId: id, revision: 9, rateLimit }],
])("the text of %s is the verdict as JSON", ([, verdict]) => {
  expect(JSON.parse(verdictText(verdict))).toEqual(verdict);
});
