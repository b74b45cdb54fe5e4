import type { Grant } from "../api.gen.ts";
import { ROLES, SERVICE_ROLES } from "../rights.ts";

/**
 * All that a verifier holds of one good value, as the contract has it. `digest` is SHA-256 over the value, as 64
 * hexadecimal digits; an `expiresAt` of null = never; an empty `ipAllowList` = from anywhere.
 */
export type { Grant };

/** What is no longer as it was: one value (`ref`: its digest), all of a holder, or all of a project (`ref`: its id). */
export interface Change {
  kind: "token" | "holder" | "project";
  ref: string;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/** Whether something that came over the network is a grant. Nothing that only resembles one may let a caller in. */
export function isGrant(value: unknown): value is Grant {
  if (!isObject(value)) return false;
  const { digest, token, holder, project } = value;
  return (
    matches(digest, DIGEST) &&
    isGrantedToken(token) &&
    isObject(holder) &&
    typeof holder["id"] === "string" &&
    isObject(project) &&
    typeof project["id"] === "string" &&
    isTerms(value)
  );
}

function isGrantedToken(token: unknown): boolean {
  return (
    isObject(token) &&
    matches(token["id"], ID) &&
    typeof token["name"] === "string" &&
    isTexts(token["scopes"]) &&
    isInstant(token["expiresAt"])
  );
}

function isTerms({ validUntil, role, ipAllowList, rateLimit }: Record<string, unknown>): boolean {
  return isInstant(validUntil) && isRole(role) && isTexts(ipAllowList) && isRateLimit(rateLimit);
}

/** A role that is not known here would be judged wrongly. */
function isRole(role: unknown): boolean {
  return [...ROLES, ...SERVICE_ROLES].some((known) => known === role);
}

function isRateLimit(value: unknown): boolean {
  return value === null || (isObject(value) && isCount(value["requests"]) && isCount(value["windowSeconds"]));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isInstant(value: unknown): boolean {
  return value === null || (typeof value === "string" && !Number.isNaN(Date.parse(value)));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
