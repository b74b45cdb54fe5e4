import { z } from "zod";
import type { Trx } from "./open.ts";

const flag = z.union([z.literal(0), z.literal(1)]);
const at = { projectId: z.string(), id: z.string() };

const memberRights = z.strictObject({
  role: z.enum(["owner", "admin", "member"]),
  token_access: z.enum(["inherit", "allow", "deny"]),
  active: flag,
});

const accountRights = z.strictObject({ role: z.enum(["admin", "member", "verifier"]), active: flag });

const projectRules = z.strictObject({
  plan: z.string(),
  entitlements: z.string(),
  tokens_enabled: flag,
  everyone_may_generate: flag,
  max_lifetime_days: z.number(),
  default_lifetime_days: z.number(),
  require_revoke_before_delete: flag,
  /** Left out where the change did not touch it. */
  closed_at: z.number().nullable().optional(),
});

/**
 * What a change leaves of rights that it may have narrowed: that a token was revoked, and whether its values were ended
 * as well; the rights of a member or a service account, null where it was removed; the rules of a project. It names ids
 * and rights, never a value or a digest.
 */
export const narrowing = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("token"), ...at, valuesEnded: z.boolean() }),
  z.strictObject({ kind: z.literal("member"), ...at, rights: memberRights.nullable() }),
  z.strictObject({ kind: z.literal("serviceAccount"), ...at, rights: accountRights.nullable() }),
  z.strictObject({ kind: z.literal("project"), ...at, rules: projectRules }),
]);

export type Narrowing = z.infer<typeof narrowing>;

const ofTransaction = new WeakMap<Trx, Narrowings>();

/** Keeps for the journal what a change narrows. Called where the rights are written, so that none is forgotten. */
export function noteNarrowing(trx: Trx, noted: Narrowing): void {
  const narrowings = ofTransaction.get(trx) ?? createNarrowings();
  ofTransaction.set(trx, narrowings);
  narrowings.add(noted);
}

/** What was noted since this was asked last in a transaction. */
export function takeNarrowings(trx: Trx): readonly Narrowing[] {
  const narrowings = ofTransaction.get(trx)?.list() ?? [];
  ofTransaction.delete(trx);
  return narrowings;
}

/** What is left of many changes, one after the other, of the same things. */
export interface Narrowings {
  add: (later: Narrowing) => void;
  list: () => Narrowing[];
}

export function createNarrowings(): Narrowings {
  const byThing = new Map<string, Narrowing>();
  return {
    add(later) {
      const thing = `${later.kind} ${later.projectId} ${later.id}`;
      byThing.set(thing, afterBoth(byThing.get(thing), later));
    },
    list: () => [...byThing.values()],
  };
}

function afterBoth(earlier: Narrowing | undefined, later: Narrowing): Narrowing {
  if (earlier?.kind === "token" && later.kind === "token") {
    return { ...later, valuesEnded: earlier.valuesEnded || later.valuesEnded };
  }
  if (earlier?.kind === "project" && later.kind === "project") {
    return { ...later, rules: { ...earlier.rules, ...later.rules } };
  }
  return later;
}
