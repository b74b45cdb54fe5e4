import { createScript } from "../../../sdk/test/scripted-server.ts";
import { grantOf as grantOfValue } from "../../../sdk/test/grants.ts";
import { randomBytes, randomUUID } from "node:crypto";
import { mintToken } from "@tokenhouse/sdk";
import { DAY_MS } from "../../src/core/limits.ts";
import { newProject } from "../../src/core/project.ts";
import { instantOf } from "../../src/core/wire-token.ts";
import { createService } from "../../src/main.ts";
import { checkToken, tellHeld, tellToken } from "../../src/service/check-token.ts";
import type { Caller, Service } from "../../src/service/context.ts";
import { createToken } from "../../src/service/create-token.ts";
import { rotateToken } from "../../src/service/rotate-token.ts";
import { inChange } from "../../src/storage/change.ts";
import { insertMember } from "../../src/storage/members.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { insertProject } from "../../src/storage/projects.ts";
import { insertUser } from "../../src/storage/users.ts";
import { verifyAlone } from "../../src/verify/alone.ts";
import type { Draw } from "../storage/schedule.ts";
import { drawFrom } from "../storage/schedule.ts";
import type { BoundariesSeen, BoundaryOrder } from "./boundaries.ts";

const HOUR_MS = 3_600_000;

/** Where calendars and clocks are odd: what begins or ends here must not be told another end by it. */
const ODD = [
  "1970-01-02T00:00:00.000Z",
  "2000-02-29T23:59:59.999Z",
  // Samoa left this day out.
  "2011-12-30T10:00:00.000Z",
  "2016-12-31T23:59:59.999Z",
  // Clocks are put forward and back: New York, Berlin, Lord Howe by half an hour.
  "2026-03-08T07:00:00.000Z",
  "2026-03-29T01:00:00.000Z",
  "2026-10-03T15:30:00.000Z",
  "2026-10-25T01:00:00.000Z",
  "2026-11-01T06:00:00.000Z",
  "2028-02-29T00:00:00.000Z",
  "2038-01-19T03:14:07.999Z",
  "2100-02-28T23:59:59.999Z",
  "2106-02-07T06:28:15.999Z",
  "9890-12-31T23:59:59.999Z",
].map((text) => Date.parse(text));

const ZONES = [
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Asia/Kathmandu",
];

const LIFETIMES_DAYS = [1, 2, 7, 28, 30, 90, 365, 366, 1461, 36_500];

/** Around an end; good before it and not from it on. The clock goes back as well as forward. */
const AROUND = [-DAY_MS, -HOUR_MS, -1000, -2, -1, 0, 1, 2, 1000, HOUR_MS, DAY_MS, 3650 * DAY_MS];

/** Of so many tokens one gets a new value, whose end is looked at as well. */
const ROTATED = 4;
/** And one is held by an SDK. */
const BY_SDK = 8;

type World = Awaited<ReturnType<typeof openWorld>>;

interface Trial extends World {
  draw: Draw;
  seen: BoundariesSeen;
}

/** Tries the instants around the ends of as many tokens as it takes. */
export async function tryInstants({ n, seed }: BoundaryOrder): Promise<BoundariesSeen> {
  const seen: BoundariesSeen = { n: 0, accepted: 0, refused: 0, violations: [] };
  const world = await openWorld();
  const trial = { ...world, draw: drawFrom(seed), seen };
  for (let token = 0; seen.n < n && seen.violations.length === 0; token++) await tryToken(trial, token);
  await world.service.db.destroy();
  return seen;
}

async function tryToken(trial: Trial, token: number): Promise<void> {
  const { draw, clock, service, caller, seen } = trial;
  process.env["TZ"] = ZONES[draw(ZONES.length)];
  const days = LIFETIMES_DAYS[draw(LIFETIMES_DAYS.length)] ?? 1;
  const odd = (ODD[draw(ODD.length)] ?? 0) + draw(3) - 1;
  // What begins at an odd instant, or ends at it; nothing is made before 1970.
  const createdAtMs = draw(2) === 0 || odd < days * DAY_MS ? odd : odd - days * DAY_MS;
  clock.nowMs = createdAtMs;
  const input = { description: "", lifetime: { days }, ipAllowList: [], rateLimit: null };
  const { value, token: made } = await createToken(service, caller, input);
  const endsAtMs = laterBy(createdAtMs, days);
  const told = `made ${instantOf(createdAtMs)} for ${days} days`;
  if (made.expiresAtMs !== endsAtMs || Date.parse(instantOf(endsAtMs)) !== endsAtMs)
    seen.violations.push(`${told}, it ends ${made.expiresAtMs}, and not ${endsAtMs}`);
  await tryAround(trial, { value, endsAtMs, told });
  if (token % BY_SDK === 0) await tryBySdk(seen, { endsAtMs, told });
  if (token % ROTATED > 0) return;
  clock.nowMs = createdAtMs;
  const overlapSeconds = 1 + draw(2 * 86_400);
  await rotateToken(service, caller, { id: made.id, overlapSeconds });
  const overlapEndsAtMs = Math.min(endsAtMs, createdAtMs + overlapSeconds * 1000);
  await tryAround(trial, {
    value,
    endsAtMs: overlapEndsAtMs,
    told: `${told}, rotated for ${overlapSeconds} s`,
  });
}

/** The end by the calendar in UTC, which is another way than by adding up milliseconds. */
function laterBy(ms: number, days: number): number {
  const at = new Date(ms);
  return at.setUTCDate(at.getUTCDate() + days);
}

interface Ending {
  value: string;
  endsAtMs: number;
  told: string;
}

async function tryAround(
  { service, clock, draw, seen }: Trial,
  { value, endsAtMs, told }: Ending,
): Promise<void> {
  const question = { scopes: [] };
  service.memory.clear();
  clock.nowMs = endsAtMs - 1;
  await tellToken(service, { value }, question);
  const left = [...AROUND];
  while (left.length > 0) {
    const [off = 0] = left.splice(draw(left.length), 1);
    clock.nowMs = endsAtMs + off;
    const held = tellHeld(service, { value }, question);
    const stored = await checkToken(service, { value }, question);
    if (!held) seen.violations.push(`${told}, it is not held at ${off} ms`);
    for (const [where, valid] of [
      ["memory", held?.valid],
      ["the database", stored.valid],
    ])
      note(seen, { isGood: off < 0, valid: valid === true, told: `${told}, by ${where} at ${off} ms` });
  }
}

/** An SDK with a lease, whose two clocks go on together over the end. */
async function tryBySdk(seen: BoundariesSeen, { endsAtMs, told }: Omit<Ending, "value">): Promise<void> {
  const { value } = mintToken("th", "personal", (count) => randomBytes(count));
  const script = createScript();
  const grant = grantOfValue(value, { token: { expiresAt: instantOf(endsAtMs) } });
  script.grants.set(grant.digest, grant);
  script.time.nowMs = endsAtMs - 2;
  const verifier = await script.open();
  await verifier.verify(value);
  for (const off of [-2, -1, 0, 1, 2]) {
    const verdict = verifier.peek(value);
    note(seen, { isGood: off < 0, valid: verdict?.valid === true, told: `${told}, by an SDK at ${off} ms` });
    script.pass(1);
  }
  await verifier.close();
}

function note(
  seen: BoundariesSeen,
  { isGood, valid, told }: { isGood: boolean; valid: boolean; told: string },
): void {
  seen.n++;
  seen[valid ? "accepted" : "refused"]++;
  if (valid !== isGood) seen.violations.push(`${told}: ${valid ? "accepted" : "refused"}`);
}

/** A service over a database of its own, with its clock in hand, and somebody who may generate tokens. */
async function openWorld() {
  const db = await openDatabase("sqlite::memory:");
  const clock = { nowMs: 0 };
  const now = () => clock.nowMs;
  const verifying = await verifyAlone(db, { leaseMs: 1000, now, monotonic: () => 0, name: "server" });
  const service: Service = { ...(await createService({ tokenPrefix: "th" }, db, verifying)), now };
  const project = { ...newProject({ id: randomUUID(), slug: "main", name: "Main" }), maxLifetimeDays: -1 };
  const user = { id: randomUUID(), name: "Owner", email: "owner@example.com", operator: false };
  await inChange(db, async (trx) => {
    await insertProject(trx, { ...project, createdAtMs: 0 });
    await insertUser(trx, { ...user, passwordHash: null, createdAtMs: 0 });
    await insertMember(project.id, trx, {
      userId: user.id,
      role: "owner",
      tokenAccess: "inherit",
      createdAtMs: 0,
    });
  });
  const caller: Caller = {
    proof: { type: "password", userId: user.id, hash: null, secondFactor: null },
    principal: { type: "user", ...user },
    project,
    role: "owner",
    scopes: ["*"],
    ipAllowList: [],
    rateLimit: null,
    origin: { carrier: "none", tokenId: null, ip: "", userAgent: "", requestId: "test" },
  };
  return { service, clock, caller };
}
