import { describe, expect, it } from "vitest";
import type { History, Sight } from "./race-history.ts";
import { faultsOf } from "./race-history.ts";

const SIGHT: Sight = {
  answers: [
    { event: "token.revoked", outcome: "done", revision: 2 },
    { event: "token.restored", outcome: "done", revision: 5 },
    { event: "token.restored", outcome: "not_revoked", revision: undefined },
    { event: "token.revoked", outcome: "done", revision: 8 },
  ],
  looks: [
    { revision: 1, code: "valid", expired: [false, false] },
    { revision: 4, code: "revoked", expired: [false, false] },
    { revision: 7, code: "expired", expired: [false, true] },
  ],
  lastUsed: [[null, 30], [30, 40]], // prettier-ignore
  uses: [40, 30],
};

/** Created at 1, revoked at 2, restored at 5, revoked at 8, used at 30 and 40: nothing is wrong with it. */
const SOUND: History = {
  events: [
    { event: "token.created", revision: 1 },
    { event: "token.revoked", revision: 2 },
    { event: "token.restored", revision: 5 },
    { event: "token.revoked", revision: 8 },
  ],
  sights: [SIGHT],
  row: { revokedAtMs: 80, lastUsedAtMs: 40 },
  hasDigest: true,
  code: "revoked",
  expired: false,
};

const DELETED: History = {
  ...SOUND,
  events: [...SOUND.events, { event: "token.deleted", revision: 9 }],
  sights: [
    {
      ...SIGHT,
      answers: [...SIGHT.answers, { event: "token.deleted", outcome: "done", revision: undefined }],
    },
  ],
  row: undefined,
  hasDigest: false,
  code: "not_found",
};

const seen = (differences: Partial<Sight>): History => ({ ...SOUND, sights: [{ ...SIGHT, ...differences }] });
const [created, revoked, restored, again] = SOUND.events;
const logged = (...events: (typeof created)[]): History => ({
  ...SOUND,
  events: events.filter((event) => event !== undefined),
});

/** What a race could leave behind if something were broken, and what it is told by. */
const BROKEN: Record<string, [History, string]> = {
  "an event out of order": [logged(created, restored, revoked, again), "do not ascend"],
  "a change that the log has not": [
    logged(created, revoked, restored),
    "stored is revoked, the log says active",
  ],
  "an event that is lost": [logged(created, revoked, again), "token.restored: 0 logged, 1 done"],
  "an event of its own for no answer": [
    seen({ answers: SIGHT.answers.slice(1) }),
    "token.revoked: 2 logged, 1 done",
  ],
  "a restore of what was not revoked": [logged(created, restored, revoked), "cannot follow those before it"],
  "a life after the deletion": [
    { ...DELETED, events: [...DELETED.events, { event: "token.revoked", revision: 10 }] },
    "event 5 of the log, token.revoked, cannot follow",
  ],
  "a receipt of another change": [
    seen({ answers: [{ event: "token.revoked", outcome: "done", revision: 5 }, ...SIGHT.answers.slice(1)] }),
    "token.revoked: the receipt names 5",
  ],
  "one change confirmed twice": [
    seen({ answers: [...SIGHT.answers.slice(1), { event: "token.revoked", outcome: "done", revision: 8 }] }),
    "token.revoked: two receipts name one revision",
  ],
  "a revocation that a flush undid": [
    { ...SOUND, row: { revokedAtMs: null, lastUsedAtMs: 40 } },
    "stored is active, the log says revoked",
  ],
  "a token that a flush brought back": [
    { ...DELETED, row: SOUND.row },
    "stored is revoked, the log says deleted",
  ],
  "a digest that outlives its token": [{ ...DELETED, hasDigest: true }, "digest known: true"],
  "a token without its digest": [{ ...SOUND, hasDigest: false }, "digest known: false"],
  "a revoked token that is accepted": [
    { ...SOUND, code: "valid" },
    "the verdict is valid, the log says revoked",
  ],
  "a check that came too late": [
    seen({ looks: [{ revision: 4, code: "valid", expired: [false, false] }] }),
    "checked valid at 4, where the log says revoked",
  ],
  "an expired token that is accepted": [
    seen({ looks: [{ revision: 1, code: "valid", expired: [true, true] }] }),
    "checked valid at 1",
  ],
  "a last use that went back": [seen({ lastUsed: [[40, 30]] }), "last used went back"],
  "a use that was lost": [
    { ...SOUND, row: { revokedAtMs: 80, lastUsedAtMs: 30 } },
    "last used is 30, not 40",
  ],
};

describe("the check of a race's history", () => {
  it("finds nothing wrong with sound ones", () => {
    expect(faultsOf(SOUND)).toEqual([]);
    expect(faultsOf(DELETED)).toEqual([]);
    expect(faultsOf({ ...SOUND, code: "expired", expired: true })).toEqual([]);
  });

  it.each(Object.entries(BROKEN))("finds %s", (_, [history, fault]) => {
    expect(faultsOf(history).join("\n")).toContain(fault);
  });
});
