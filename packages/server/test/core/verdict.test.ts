import { describe, expect, it } from "vitest";
import type { Role, ServiceRole, TokenAccess } from "../../src/core/policy.ts";
import { DEFAULT_POLICY, mayHoldTokens, ROLES, SERVICE_ROLES, TOKEN_ACCESS } from "../../src/core/policy.ts";
import { newProject } from "../../src/core/project.ts";
import { statusOf } from "../../src/core/token.ts";
import type { CheckRequest, DenialCode, TokenRecord } from "../../src/core/verdict.ts";
import { decide } from "../../src/core/verdict.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const BOTH = [false, true];
const person = { type: "user" as const, id: "u", name: "Ada", email: "ada@example.com" };

const TOKEN: TokenRecord["token"] = {
  id: "t",
  projectId: "p",
  kind: "personal",
  name: "ci",
  scopes: ["*"],
  ipAllowList: [],
  rateLimit: null,
  holder: person,
  createdAtMs: 0,
  expiresAtMs: null,
  revokedAtMs: null,
};
const GOOD: TokenRecord = {
  digest: new Uint8Array(32),
  token: TOKEN,
  validUntilMs: null,
  project: newProject({ id: "p", slug: "p", name: "P" }),
  holder: { type: "user", active: true, role: "owner", tokenAccess: "inherit" },
};

interface Case {
  record: TokenRecord;
  request: CheckRequest;
}

/** The refusals in the order in which they are told, each with when it is due, said without the code under test. */
const ORDER: readonly [DenialCode, (given: Case) => boolean][] = [
  ["not_found", ({ record }) => record.project.closed],
  ["expired", ({ record }) => (record.token.expiresAtMs ?? Infinity) <= NOW],
  ["revoked", ({ record }) => record.token.revokedAtMs !== null || (record.validUntilMs ?? Infinity) <= NOW],
  ["tokens_disabled", ({ record }) => !record.project.tokensEnabled || !isInPlan(record)],
  ["holder_inactive", ({ record }) => !record.holder.active],
  ["not_allowed_to_use", ({ record }) => !mayUsePersonally(record)],
  ["ip_refused", ({ record, request }) => record.token.ipAllowList.length > 0 && request.ip !== "10.0.0.1"],
  ["insufficient_scope", ({ record, request }) => !holdsAll(record, request.scopes)],
];

function mayUsePersonally({ holder, project }: TokenRecord): boolean {
  if (holder.type === "serviceAccount" || holder.tokenAccess === "allow") return true;
  return holder.tokenAccess === "inherit" && (holder.role !== "member" || project.everyoneMayGenerate);
}

function isInPlan({ project, token }: TokenRecord): boolean {
  const { entitlements } = project;
  return entitlements.includes("accessTokens") && (token.kind === "personal" || entitlements.length === 2);
}

const MAY_VERIFY = new Set<Role | ServiceRole>(["owner", "admin", "verifier"]);

function holdsAll({ token, holder }: TokenRecord, wanted: readonly string[]): boolean {
  if (wanted.length === 0) return true;
  if (token.scopes[0] === "orders:read" && wanted[0] !== "orders:read") return false;
  return wanted[0] === "orders:read" ? holder.role !== "verifier" : MAY_VERIFY.has(holder.role);
}

function* everyHolder(): Generator<TokenRecord["holder"]> {
  for (const active of BOTH) {
    for (const role of SERVICE_ROLES) yield { type: "serviceAccount", active, role };
    for (const role of ROLES) {
      for (const tokenAccess of TOKEN_ACCESS) yield { type: "user", active, role, tokenAccess };
    }
  }
}

const PLANS: TokenRecord["project"]["entitlements"][] = [
  ["accessTokens", "serviceAccounts"],
  ["accessTokens"],
  ["serviceAccounts"],
];

function* everyProject(): Generator<TokenRecord["project"]> {
  for (const closed of BOTH) {
    for (const tokensEnabled of BOTH) {
      for (const everyoneMayGenerate of BOTH) {
        for (const entitlements of PLANS) {
          yield { ...GOOD.project, closed, tokensEnabled, everyoneMayGenerate, entitlements };
        }
      }
    }
  }
}

function* everyToken(): Generator<TokenRecord["token"]> {
  for (const revokedAtMs of [null, NOW - 1]) {
    for (const expiresAtMs of [null, NOW + 1, NOW]) {
      for (const ipAllowList of [[], ["10.0.0.0/8"]]) {
        for (const scopes of [["*"], ["orders:read"]]) {
          yield { ...TOKEN, revokedAtMs, expiresAtMs, ipAllowList, scopes };
        }
      }
    }
  }
}

function* everyRequest(): Generator<CheckRequest> {
  for (const ip of ["10.0.0.1", "192.0.2.1", undefined]) {
    for (const scopes of [[], ["orders:read"], ["tokens:verify"]]) yield { ip, scopes };
  }
}

function* everyCase(): Generator<Case> {
  const requests = [...everyRequest()];
  for (const holder of everyHolder()) {
    for (const project of everyProject()) {
      for (const token of everyToken()) {
        for (const validUntilMs of [null, NOW + 1, NOW]) {
          const kind = holder.type === "user" ? ("personal" as const) : ("service" as const);
          const record = { ...GOOD, token: { ...token, kind }, validUntilMs, project, holder };
          for (const request of requests) yield { record, request };
        }
      }
    }
  }
}

function codeOf({ record, request }: Case): DenialCode | "valid" {
  const verdict = decide(record, request, NOW);
  return verdict.valid ? "valid" : verdict.code;
}

describe("the verdict", () => {
  it("is valid only when everything is good, and else names the first fault of the order, over every combination", () => {
    const seen = new Map<string, number>();
    const faults: unknown[] = [];
    for (const given of everyCase()) {
      const expected = ORDER.find(([, isDue]) => isDue(given))?.[0] ?? "valid";
      const found = codeOf(given);
      seen.set(found, (seen.get(found) ?? 0) + 1);
      if (found !== expected && faults.length < 5) faults.push({ expected, found, ...given });
    }
    expect(faults).toEqual([]);
    expect([...seen.keys()].toSorted()).toEqual(["valid", ...ORDER.map(([code]) => code)].toSorted());
  });

  it("agrees with the status that lists show", () => {
    for (const token of everyToken()) {
      const code = codeOf({ record: { ...GOOD, token }, request: { scopes: [], ip: "10.0.0.1" } });
      expect(code === "valid" ? "active" : code).toBe(statusOf(token, NOW));
    }
  });

  it("on a value that nothing is known of is not_found", () => {
    expect(decide(undefined, { scopes: [] }, NOW)).toEqual({ valid: false, code: "not_found" });
  });

  it("hands back the record it was made from, and a denial hands back nothing but its code", () => {
    expect(decide(GOOD, { scopes: [] }, NOW)).toEqual({ valid: true, record: GOOD });
    const revoked = { ...GOOD, token: { ...TOKEN, revokedAtMs: NOW } };
    expect(decide(revoked, { scopes: [] }, NOW)).toEqual({ valid: false, code: "revoked" });
  });
});

describe("the right to hold personal tokens", () => {
  it.each<{ role: Role; tokenAccess: TokenAccess; everyoneMayGenerate: boolean; may: boolean }>([
    { role: "owner", tokenAccess: "inherit", everyoneMayGenerate: false, may: true },
    { role: "admin", tokenAccess: "inherit", everyoneMayGenerate: false, may: true },
    { role: "member", tokenAccess: "inherit", everyoneMayGenerate: false, may: false },
    { role: "member", tokenAccess: "inherit", everyoneMayGenerate: true, may: true },
    { role: "member", tokenAccess: "allow", everyoneMayGenerate: false, may: true },
    { role: "member", tokenAccess: "deny", everyoneMayGenerate: true, may: false },
    { role: "admin", tokenAccess: "deny", everyoneMayGenerate: true, may: false },
    { role: "owner", tokenAccess: "deny", everyoneMayGenerate: true, may: false },
  ])("of $role with $tokenAccess, everyone: $everyoneMayGenerate → $may", ({ may, ...given }) => {
    const { everyoneMayGenerate, ...member } = given;
    expect(mayHoldTokens({ ...DEFAULT_POLICY, everyoneMayGenerate }, member)).toBe(may);
  });
});
