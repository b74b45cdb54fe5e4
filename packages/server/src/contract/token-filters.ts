import { z } from "zod";
import { LIMITS } from "../core/limits.ts";
import { TOKEN_STATUSES } from "../core/token.ts";
import { digest, moment, scope } from "./schemas.ts";

const SORTS = ["createdAt", "expiresAt", "lastUsedAt", "name"] as const;

/** What every list of tokens can be narrowed by and sorted by; all of it combines. */
export const tokenFilters = {
  status: z.enum(TOKEN_STATUSES).optional(),
  search: z
    .string()
    .max(LIMITS.searchLength)
    .optional()
    .describe("Part of name, description, hint or id; in a project's list of the holder too"),
  scope: scope.optional().describe("Tokens that carry exactly this scope"),
  digest: digest
    .optional()
    .describe("SHA-256 over a whole value: the token that has it, or had it before a rotation"),
  expiresWithinDays: z.coerce
    .number("must be a whole number of days")
    .int("must be a whole number of days")
    .min(1)
    .max(LIMITS.expiresWithinDays)
    .optional()
    .describe("Active tokens that expire within so many days"),
  expiresAfter: moment.optional().describe("Expiry from this instant on; what never expires is left out"),
  expiresBefore: moment.optional().describe("Expiry before this instant"),
  createdAfter: moment.optional().describe("Generated from this instant on"),
  createdBefore: moment.optional().describe("Generated before this instant"),
  lastUsedAfter: moment
    .optional()
    .describe("Last used from this instant on; what was never used is left out"),
  lastUsedBefore: moment
    .optional()
    .describe("Last used before this instant; what was never used is left out"),
  sort: z.enum(SORTS.flatMap((field) => [field, `-${field}` as const])).default("-createdAt"),
};

/** The numbers above a list. */
export const tokenSummary = z
  .object({
    active: z.int(),
    expiringSoon: z
      .int()
      .describe(`Active ones that expire within ${LIMITS.expiringSoonDays} days; they count as active too`),
    revoked: z.int(),
    expired: z.int(),
  })
  .meta({ id: "TokenSummary" });
