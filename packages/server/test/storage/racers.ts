import { digestToken } from "@tokenhouse/sdk";
import { createIdleService } from "../idle-app.ts";
import { Refusal } from "../../src/core/errors.ts";
import type { Principal } from "../../src/core/token.ts";
import { isExpired } from "../../src/core/token.ts";
import { checkToken } from "../../src/service/check-token.ts";
import type { Caller, Proof, Service } from "../../src/service/context.ts";
import { digestSecret, newSecret, sessionProof } from "../../src/service/context.ts";
import { createToken } from "../../src/service/create-token.ts";
import { deleteToken } from "../../src/service/delete-token.ts";
import { restoreToken } from "../../src/service/restore-token.ts";
import { revokeToken } from "../../src/service/revoke-token.ts";
import { inChange } from "../../src/storage/change.ts";
import { listTokenEvents } from "../../src/storage/audit.ts";
import type { Db } from "../../src/storage/open.ts";
import { getProject } from "../../src/storage/projects.ts";
import { insertSession } from "../../src/storage/sessions.ts";
import { findTokenRecord } from "../../src/storage/token-records.ts";
import type { TokenUses } from "../../src/storage/token-uses.ts";
import { recordTokenUses } from "../../src/storage/token-uses.ts";
import { findToken } from "../../src/storage/tokens.ts";
import type { UsageBuffer } from "../../src/verify/usage-buffer.ts";
import { createUsageBuffer } from "../../src/verify/usage-buffer.ts";
import type { Draw } from "./schedule.ts";
import type { Answer, History, Look, Sight } from "./race-history.ts";

/** A process, or what stands for one: its own connection, its own buffer of uses. */
export interface Racer {
  service: Service;
  caller: Caller;
  usage: UsageBuffer;
}

/** The token that is raced for. */
export interface Prize {
  id: string;
  value: string;
  expiresAtMs: number | null;
}

export interface RacerOptions {
  projectId: string;
  person: Principal;
  clock: { nowMs: number };
  /** Another way to write uses down, for controls. */
  write?: (db: Db, uses: readonly TokenUses[]) => Promise<void>;
}

/** Joins the race. A write of uses that finds the database busy is left to the next flush; any other failure counts. */
export async function createRacer(db: Db, options: RacerOptions): Promise<Racer> {
  const { projectId, person, clock, write = recordTokenUses } = options;
  const origin = {
    carrier: "session",
    tokenId: null,
    ip: "192.0.2.1",
    userAgent: "",
    requestId: "",
  } as const;
  const service = { ...(await createIdleService(db)).service, now: () => clock.nowMs };
  return {
    service,
    caller: {
      proof: await signIn(service, person),
      principal: person,
      project: await getProject(projectId, db),
      role: "owner",
      scopes: ["*"],
      ipAllowList: [],
      rateLimit: null,
      origin,
    },
    usage: createUsageBuffer({
      write: (uses) => write(db, uses),
      everyMs: 3_600_000,
      onError: (error) => {
        if (!isBusy(error)) throw error;
      },
    }),
  };
}

/** In a session that outlasts every race. */
async function signIn({ db, random }: Service, { id: userId }: Principal): Promise<Proof> {
  const secret = newSecret(random);
  const times = { createdAtMs: 0, expiresAtMs: Number.MAX_SAFE_INTEGER };
  const digest = digestSecret(secret);
  await inChange(db, (trx) => insertSession(trx, { digest, userId, ...times, ip: "", userAgent: "" }));
  return sessionProof(secret);
}

const BUSY = new Set(["SQLITE_BUSY", "DATABASE_UNAVAILABLE"]);

export function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && BUSY.has(String(error.code));
}

export type Move = "revoke" | "restore" | "delete" | "use" | "flush" | "look";

/** How often each move is drawn: a deletion ends the race for a token, so it is rare. */
const MOVES: readonly Move[] = [
  ...Array.from({ length: 4 }, () => ["revoke", "restore", "use", "flush"] as const).flat(),
  ...(["look", "look", "look", "delete"] as const),
];

export function drawMove(draw: Draw): Move {
  return MOVES[draw(MOVES.length)] ?? "look";
}

export function newSight(): Sight {
  return { answers: [], looks: [], lastUsed: [], uses: [] };
}

/** Makes one move, and writes down what came of it. `atMs` is when a use happened. */
export async function makeMove(
  { service, caller, usage }: Racer,
  { move, prize, atMs }: { move: Move; prize: Prize; atMs: number },
  sight: Sight,
): Promise<void> {
  const { id } = prize;
  const reason = String(atMs);
  if (move === "revoke")
    await ask(sight, "token.revoked", () => revokeToken(service, caller, { id, reason }));
  if (move === "restore") await ask(sight, "token.restored", () => restoreToken(service, caller, id));
  if (move === "delete") await ask(sight, "token.deleted", () => deleteToken(service, caller, id));
  if (move === "flush") await usage.flush();
  if (move === "use") {
    const { ip, userAgent } = caller.origin;
    usage.record({ tokenId: id, atMs, ip, userAgent, verifier: service.verifier.name });
    sight.uses.push(atMs);
  }
  if (move === "look") {
    const before = await findToken(caller.project.id, service.db, id);
    sight.looks.push(await look(service, prize));
    const after = await findToken(caller.project.id, service.db, id);
    if (before && after) sight.lastUsed.push([before.lastUsedAtMs, after.lastUsedAtMs]);
  }
}

async function ask(
  { answers }: Sight,
  event: Answer["event"],
  change: () => Promise<{ receipt: { revision: number } } | void>,
): Promise<void> {
  try {
    const answer = await change();
    answers.push({ event, outcome: "done", revision: answer?.receipt.revision });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answers.push({ event, outcome: error.code, revision: undefined });
  }
}

async function look(service: Service, prize: Prize): Promise<Look> {
  const before = isExpired(prize, service.now());
  const check = await checkToken(service, prize, { scopes: [] });
  const expired = [before, isExpired(prize, service.now())] as const;
  return { revision: check.revision, code: check.valid ? "valid" : check.code, expired };
}

/** A token to race for, as anybody generates one. */
export async function makePrize({ service, caller }: Racer): Promise<Prize> {
  const { value, token } = await createToken(service, caller, {
    description: "",
    lifetime: { days: 1 },
    ipAllowList: [],
    rateLimit: null,
  });
  return { id: token.id, value, expiresAtMs: token.expiresAtMs };
}

/** What is known of a token once nobody moves any more. */
export async function historyOf({ service, caller }: Racer, prize: Prize, sights: Sight[]): Promise<History> {
  const { db } = service;
  const digest = Buffer.from(digestToken(prize.value), "hex");
  const { code } = await look(service, prize);
  return {
    events: await listTokenEvents(caller.project.id, db, prize.id),
    sights,
    row: await findToken(caller.project.id, db, prize.id),
    hasDigest: (await findTokenRecord(db, digest)) !== undefined,
    code,
    expired: isExpired(prize, service.now()),
  };
}
