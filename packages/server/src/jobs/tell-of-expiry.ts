import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { EndingToken, NoticeDays } from "../core/expiry-notice.ts";
import { endsToTell, expiryMail, NOTICE_DAYS } from "../core/expiry-notice.ts";
import { DAY_MS } from "../core/limits.ts";
import type { Mailbox } from "../core/mail.ts";
import type { Project } from "../core/project.ts";
import type { Token } from "../core/token.ts";
import type { TokenRecord } from "../core/verdict.ts";
import { faultOf } from "../core/verdict.ts";
import { insertDelivery } from "../storage/deliveries.ts";
import { insertExpiryNotice } from "../storage/expiry-notices.ts";
import { listOwners } from "../storage/members.ts";
import type { Db, Trx } from "../storage/open.ts";
import { listOpenProjects } from "../storage/projects.ts";
import { listEndingRecords } from "../storage/token-records.ts";
import { findToken } from "../storage/tokens.ts";
import { inTransaction } from "../storage/transaction.ts";
import { findMembership, findUser } from "../storage/users.ts";
import { announce } from "../storage/webhooks.ts";
import type { Job } from "./jobs.ts";

const EVERY_MS = 10 * 60_000;
/** So many tokens are told of in one transaction, and those of one person among them in one mail. */
const TOKENS_AT_ONCE = 200;
const PROJECTS_AT_ONCE = 100;

export interface TellOptions {
  /** The public address, without a trailing slash. */
  url: () => string;
  /** There is a server that takes mails. */
  mails: boolean;
}

/** A token that ends, and how many days before it is time to say so. */
interface Due {
  project: Project;
  tokenId: string;
  expiresAtMs: number;
  days: NoticeDays;
}

/** Tells people and webhooks, once for each time there is to tell, of tokens in use that end or have just ended. */
export function tellOfExpiry(options: TellOptions): Job {
  return {
    name: "tell of expiry",
    everyMs: EVERY_MS,
    async work(db, { nowMs, signal }) {
      let due: Due[] = [];
      for await (const one of findDue(db, nowMs)) {
        if (signal.aborted) return;
        if (due.push(one) < TOKENS_AT_ONCE) continue;
        await tell(db, due, { ...options, nowMs });
        due = [];
        await nextTurn();
      }
      await tell(db, due, { ...options, nowMs });
    },
  };
}

async function* findDue(db: Db, nowMs: number): AsyncGenerator<Due> {
  for (let after = ""; ;) {
    const projects = await listOpenProjects(db, { after, limit: PROJECTS_AT_ONCE });
    for (const project of projects) {
      for (const days of NOTICE_DAYS) yield* findDueIn(project, db, { days, nowMs });
    }
    const last = projects.at(-1);
    if (!last || projects.length < PROJECTS_AT_ONCE) return;
    after = last.id;
  }
}

/** A token that nobody can use is no loss. What was within so many days of its end from the beginning is no news. */
async function* findDueIn(
  project: Project,
  db: Db,
  { days, nowMs }: { days: NoticeDays; nowMs: number },
): AsyncGenerator<Due> {
  const ends = { ...endsToTell(days, nowMs), lastMs: days * DAY_MS, days };
  let after: [number, string] | undefined;
  for (;;) {
    const page = { after, limit: TOKENS_AT_ONCE };
    const records = await listEndingRecords(project.id, db, { ...ends, page });
    for (const record of records) {
      const { id: tokenId, expiresAtMs } = record.token;
      if (expiresAtMs === null) continue;
      after = [expiresAtMs, tokenId];
      if (isUsable(record, Math.min(nowMs, expiresAtMs - 1))) yield { project, tokenId, expiresAtMs, days };
    }
    if (records.length < TOKENS_AT_ONCE) return;
  }
}

function isUsable(record: TokenRecord, atMs: number): boolean {
  return faultOf(record, atMs) === undefined;
}

interface Telling extends TellOptions {
  nowMs: number;
}

/** Notes it, and what is to be sent about it, whole or not at all. */
async function tell(db: Db, due: readonly Due[], telling: Telling): Promise<void> {
  if (due.length === 0) return;
  await inTransaction(db, async (trx) => {
    const letters = new Map<string, { to: Mailbox; ending: EndingToken[] }>();
    for (const one of due) {
      const token = await noted(trx, one, telling);
      if (!token || !telling.mails) continue;
      for (const to of await findRecipients(trx, token)) {
        const letter = letters.get(to.address) ?? { to, ending: [] };
        letter.ending.push({ token: { ...token, expiresAtMs: one.expiresAtMs }, project: one.project });
        letters.set(to.address, letter);
      }
    }
    for (const { to, ending } of letters.values()) {
      const { url, nowMs } = telling;
      const mail = expiryMail(ending, { to, url: url(), nowMs });
      await insertDelivery(trx, {
        id: randomUUID(),
        kind: "mail",
        webhookId: null,
        event: "token.expiring",
        content: JSON.stringify(mail),
        createdAtMs: nowMs,
      });
    }
  });
}

/** The token, if nobody has been told of it meanwhile; its project's webhooks are. */
async function noted(
  trx: Trx,
  { project, tokenId, expiresAtMs, days }: Due,
  { nowMs }: Telling,
): Promise<Token | undefined> {
  const token = await findToken(project.id, trx, tokenId);
  if (!token || !(await insertExpiryNotice(trx, { tokenId, expiresAtMs, days }))) return undefined;
  const news = { token, atMs: nowMs };
  await announce(
    project.id,
    trx,
    days === 0 ? { ...news, event: "token.expired" } : { ...news, event: "token.expiring", days },
  );
  return token;
}

/**
 * Whoever holds it. A service account reads no mail: whoever made its token, if they still administer the project, or else
 * its owners.
 */
async function findRecipients(trx: Trx, { projectId, holder, createdBy }: Token): Promise<Mailbox[]> {
  if (holder.type === "user") return [mailboxOf({ name: holder.name, email: holder.email ?? "" })];
  const maker = createdBy.type === "user" ? await findMembership(projectId, trx, createdBy.id) : undefined;
  const user = maker && maker.role !== "member" ? await findUser(trx, createdBy.id) : undefined;
  return (user ? [user] : await listOwners(projectId, trx)).map(mailboxOf);
}

function mailboxOf({ name, email }: { name: string; email: string }): Mailbox {
  return { name, address: email };
}
