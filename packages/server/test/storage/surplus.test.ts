import * as fc from "fast-check";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, LIMITS } from "../../src/core/limits.ts";
import { JOBS } from "../../src/jobs/jobs.ts";
import { readNews } from "../../src/storage/change-log.ts";
import { inChange } from "../../src/storage/change.ts";
import { findIdempotencyKey, insertIdempotencyKey } from "../../src/storage/idempotency-keys.ts";
import { findInvitation, replaceInvitation } from "../../src/storage/invitations.ts";
import { currentRevision } from "../../src/storage/open.ts";
import { findSessionUser, insertSession, listSessions } from "../../src/storage/sessions.ts";
import {
  confirmSecondFactor,
  findSecondFactor,
  replaceUnconfirmed,
} from "../../src/storage/second-factors.ts";
import { countSignInTry } from "../../src/storage/sign-in-tries.ts";
import { takePermits } from "../../src/storage/token-rates.ts";
import { dayOf, listUseAddresses, listUseDays, recordTokenUses } from "../../src/storage/token-uses.ts";
import { databases } from "./databases.ts";
import type { Store } from "./store.ts";
import { addTenant, addTokens, NOON, openStore, tokenFor } from "./store.ts";

const MINUTE_MS = 60_000;
const BY = { userAgent: null, verifier: "a verifier" };

/** How long before now something ended; below 0 it is still to end. */
const agoMs = fc.oneof(
  fc.integer({ min: -60, max: 60 }).map((minutes) => minutes * MINUTE_MS),
  fc.integer({ min: -500, max: 500 }).map((days) => days * DAY_MS),
);

describe.each(databases)("what the jobs forget on $name", ({ create }) => {
  let store: Store;

  beforeAll(async () => {
    store = await openStore(await create());
  });
  afterAll(() => store.close());

  async function forgetSurplus(nowMs: number): Promise<void> {
    const { signal } = new AbortController();
    for (const job of JOBS) await job.work(store.db, { nowMs, signal });
  }

  /** A session, an invitation and a request's key that end so long ago, and uses of then. */
  async function addEnded(nowMs: number, ago: number) {
    const { db } = store;
    const tenant = await addTenant(db);
    const { projectId, person } = tenant;
    const digest = Buffer.from(randomUUID());
    const endsAtMs = nowMs - ago;
    const key = { callerId: person.id, keyDigest: digest };
    await inChange(db, async (trx) => {
      const session = {
        digest,
        userId: person.id,
        createdAtMs: 1,
        expiresAtMs: endsAtMs,
        ip: "",
        userAgent: "",
      };
      await insertSession(trx, session);
      await replaceInvitation(trx, { digest, userId: person.id, projectId, expiresAtMs: endsAtMs });
      const createdAtMs = endsAtMs - LIMITS.idempotencyKeyDays * DAY_MS;
      await insertIdempotencyKey(projectId, trx, {
        ...key,
        requestDigest: digest,
        tokenId: "t",
        createdAtMs,
      });
    });
    const token = tokenFor(tenant);
    await addTokens(db, [token]);
    const atMs = nowMs - Math.abs(ago);
    const addresses = new Map([["::1", { uses: 1, firstMs: atMs, lastMs: atMs, ...BY }]]);
    const last = { tokenId: token.id, atMs, ip: "::1", ...BY };
    await recordTokenUses(db, [{ last, days: new Map([[dayOf(atMs), 1]]), addresses }]);
    await countSignInTry(db, [{ key: digest, free: 1 }], {
      nowMs: endsAtMs,
      rememberMs: 1,
      waitMsAfter: () => 2,
    });
    return { projectId, person, digest, key, tokenId: token.id, ago };
  }

  /** All that lists, checks of credentials and repeated requests are told of it. */
  async function told(nowMs: number, { projectId, person, digest, key, tokenId, ago }: Ended) {
    const { db } = store;
    const fromDay = dayOf(nowMs) - LIMITS.usageDays + 1;
    return {
      session: await findSessionUser(db, { digest, nowMs }),
      sessions: await listSessions(db, { userId: person.id, nowMs }),
      invitation: await findInvitation(db, { digest, nowMs }),
      key: ago < 0 && (await db.transaction().execute((trx) => findIdempotencyKey(projectId, trx, key))),
      days: await listUseDays(projectId, db, { tokenId, fromDay }),
      addresses:
        Math.abs(ago) < LIMITS.usageDays * DAY_MS && (await listUseAddresses(projectId, db, tokenId)),
    };
  }
  type Ended = Awaited<ReturnType<typeof addEnded>>;

  it("is nothing that anybody is told of, at whatever instant", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(agoMs, { minLength: 1, maxLength: 5 }), async (agos) => {
        const nowMs = Date.now();
        const ended: Ended[] = [];
        for (const ago of agos) ended.push(await addEnded(nowMs, ago));
        const all = () => Promise.all(ended.map((one) => told(nowMs, one)));
        const before = await all();
        await forgetSurplus(nowMs);
        expect(await all()).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });

  it("is all that has ended, once no server can take it for open", async () => {
    const nowMs = Date.now();
    const { db } = store;
    const [ended, old] = [
      await addEnded(nowMs, 2 * DAY_MS),
      await addEnded(nowMs, LIMITS.usageDays * DAY_MS),
    ];
    await takePermits(db, { tokenId: "t", requests: 1, share: 1, needed: 1, spare: 0, keep: 0 });
    const left = async () => {
      const { digest, person, key } = ended;
      const rows = await Promise.all([
        db.selectFrom("sessions").select("user_id").where("digest", "=", digest).execute(),
        db.selectFrom("invitations").select("user_id").where("user_id", "=", person.id).execute(),
        db.selectFrom("idempotency_keys").select("token_id").where("caller_id", "=", key.callerId).execute(),
        db.selectFrom("sign_in_tries").select("tries").where("key", "=", digest).execute(),
        db.selectFrom("token_rates").select("taken").where("token_id", "=", "t").execute(),
      ]);
      return rows.map(({ length }) => length);
    };
    expect(await left()).toEqual([1, 1, 1, 1, 1]);
    await forgetSurplus(nowMs + 2 * 60 * MINUTE_MS);
    expect(await left()).toEqual([0, 0, 0, 0, 0]);
    expect(await listUseDays(old.projectId, db, { tokenId: old.tokenId, fromDay: 0 })).toEqual([]);
    expect(await listUseAddresses(old.projectId, db, old.tokenId)).toEqual([]);
  });

  it("leaves of a sign-in's tries those that still count or have to wait", async () => {
    const nowMs = Date.now();
    const rules = { nowMs, rememberMs: 60 * MINUTE_MS, waitMsAfter: () => 5 * 60 * MINUTE_MS };
    const tries = [{ key: Buffer.from(randomUUID()), free: 1 }];
    expect(await countSignInTry(store.db, tries, rules)).toBe(0);
    await forgetSurplus(nowMs + 4 * 60 * MINUTE_MS);
    expect(await countSignInTry(store.db, tries, { ...rules, nowMs: nowMs + 1 })).toBe(
      rules.waitMsAfter() - 1,
    );
  });

  it("leaves verifiers all that they can catch up on, and lets the rest of the log go", async () => {
    const { db, projectId } = store;
    const now = (await currentRevision(db)) + 50_000;
    const revisions = [0, 1, 9_999, 10_000, 10_001, 19_999, 20_000, 20_001, 40_000].map((back) => now - back);
    for (const revision of revisions)
      await db
        .insertInto("change_log")
        .values({ revision, project_id: projectId, kind: "token", ref: String(revision) })
        .execute();
    await db.updateTable("revision").set({ n: now }).execute();
    const news = () => Promise.all(revisions.map((since) => readNews(undefined, db, since - 1)));
    const before = await news();
    await forgetSurplus(Date.now());
    expect(await news()).toEqual(before);
    const kept = await db.selectFrom("change_log").select("revision").orderBy("revision").execute();
    expect(Math.min(...kept.map(({ revision }) => revision))).toBe(now - 20_000);
  });

  it("forgets a second factor whose first code was never shown, and no other", async () => {
    const { db } = store;
    const people = [(await addTenant(db)).person.id, (await addTenant(db)).person.id] as const;
    const [confirmed] = people;
    await inChange(db, async (trx) => {
      for (const userId of people)
        await replaceUnconfirmed(trx, { userId, secret: Buffer.from("secret"), createdAtMs: NOON });
      await confirmSecondFactor(trx, { userId: confirmed, step: 1, atMs: NOON });
    });
    const kept = async () => {
      const rows = await db.selectFrom("second_factors").select("user_id").execute();
      return rows.map(({ user_id: id }) => id).filter((id) => people.includes(id)).length;
    };
    // An hour beyond its end, for servers whose clock is behind.
    const endsMs = NOON + LIMITS.secondFactorSetupSeconds * 1000 + 60 * MINUTE_MS;
    await forgetSurplus(endsMs - 1);
    expect(await kept()).toBe(2);
    await forgetSurplus(endsMs);
    expect(await kept()).toBe(1);
    expect(await findSecondFactor(db, confirmed)).toMatchObject({ confirmedAtMs: NOON });
  });
});
