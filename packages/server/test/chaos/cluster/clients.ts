import { setTimeout as delay } from "node:timers/promises";
import type { Answer, Call, Caller } from "../../outage/call.ts";
import { createCaller } from "../../outage/call.ts";
import { startPace } from "../../outage/paced.ts";
import type { Change, Check, TokenHistory } from "../history.ts";
import { judge } from "../history.ts";

/** A token whose creation was acknowledged: from then on it is good, until somebody revokes it. */
interface Subject extends TokenHistory {
  id: string;
  value: string;
  changes: Change[];
  checks: Check[];
}

/** What a client got acknowledged. */
interface Done {
  beganAt: number;
  endedAt: number;
}

/** Clients of several servers. */
export interface Clients {
  created: readonly Done[];
  revoked: readonly Done[];
  /** Attempts of which nobody knows whether they were done. */
  unknown: () => number;
  /** Ends them, then checks every token at every server. */
  finish: () => Promise<{ checks: number; violations: number }>;
}

const LANES = 4;
/** What is not answered in so long is given up: what became of it is not known. */
const PATIENCE_MS = 4_000;
const [PAUSE_MS, RETRY_MS] = [5, 25];
const CHECKS_PER_SECOND = 100;
/** Of the newest tokens so many are checked while the clients run. */
const CHECKED = 60;

/**
 * Creates tokens and revokes every other one, each until that is acknowledged, at one server after the other; and checks
 * the newest ones all the time.
 */
export async function startClients(urls: readonly string[], basic: string): Promise<Clients> {
  const callers = urls.map(createCaller);
  const owner = await createFirst(callers, basic);
  const subjects: Subject[] = [];
  const [created, revoked]: [Done[], Done[]] = [[], []];
  let unknown = 0;
  let turn = 0;
  let isOver = false;
  const isRunning = () => !isOver;

  async function ask(request: Omit<Call, "authorization">, caller = callers[turn++ % callers.length]) {
    const beganAt = performance.now();
    const answer = await askInTime(caller, { ...request, authorization: `Bearer ${owner.value}` });
    const times = { beganAt, endedAt: performance.now() };
    if (answer?.status === 401) owner.checks.push({ ...times, outcome: "refused" });
    return { ...times, answer };
  }

  /** Tries until it is acknowledged, or until the clients end. */
  async function insist(
    request: Omit<Call, "authorization">,
    note: (tried: Tried) => boolean,
  ): Promise<void> {
    while (isRunning()) {
      const { answer, ...times } = await ask(request);
      const outcome = answer && DONE.has(answer.status) ? "acknowledged" : "unknown";
      if (outcome === "unknown") unknown++;
      if (note({ ...times, outcome, answer }) || outcome === "acknowledged") return;
      await delay(RETRY_MS);
    }
  }

  async function run(): Promise<void> {
    while (isRunning()) {
      let subject: Subject | undefined;
      await insist({ path: "/v1/tokens", body: { lifetimeDays: 1 } }, ({ outcome, answer, ...times }) => {
        if (outcome === "unknown" || !answer) return false;
        created.push(times);
        subjects.push((subject = subjectOf(answer)));
        return true;
      });
      if (subject && created.length % 2 === 0) await revoke(subject);
      await delay(PAUSE_MS);
    }
  }

  function revoke({ id, changes, checks }: Subject): Promise<void> {
    return insist({ path: `/v1/tokens/${id}/revoke`, body: {} }, ({ outcome, answer, ...times }) => {
      // There is no such token: that it had been created was no truth.
      const isLost = answer?.status === 404;
      if (isLost) checks.push({ ...times, outcome: "refused" });
      else changes.push({ ...times, kind: "narrowing", outcome });
      if (outcome === "acknowledged") revoked.push(times);
      return isLost;
    });
  }

  async function check({ value, checks }: Subject, caller?: Caller): Promise<Check["outcome"]> {
    const { answer, ...times } = await ask({ path: "/v1/verify", body: { token: value } }, caller);
    const outcome = verdictOf(answer);
    checks.push({ ...times, outcome });
    return outcome;
  }

  const pace = startPace(CHECKS_PER_SECOND, async () => {
    const recent = subjects.slice(-CHECKED);
    const one = recent[Math.floor(Math.random() * recent.length)];
    if (one) await check(one);
  });
  const running = Promise.all(Array.from({ length: LANES }, run));
  return {
    created,
    revoked,
    unknown: () => unknown,
    async finish() {
      isOver = true;
      await Promise.all([running, pace.stop()]);
      for (const caller of callers)
        for (const subject of subjects)
          while ((await check(subject, caller)) === "unavailable") await delay(RETRY_MS);
      for (const caller of callers) caller.close();
      const all = [owner, ...subjects];
      return {
        checks: all.reduce((sum, { checks }) => sum + checks.length, 0),
        violations: all.filter(isBroken).length,
      };
    },
  };
}

interface Tried extends Done {
  outcome: "acknowledged" | "unknown";
  answer: Answer | undefined;
}

const DONE = new Set([200, 201]);

async function askInTime(caller: Caller | undefined, call: Call): Promise<Answer | undefined> {
  return caller?.call(call, AbortSignal.timeout(PATIENCE_MS)).catch(() => undefined);
}

async function createFirst(callers: readonly Caller[], authorization: string): Promise<Subject> {
  const [caller] = callers;
  const answer = await askInTime(caller, { authorization, path: "/v1/tokens", body: { lifetimeDays: 1 } });
  if (answer?.status !== 201) throw new Error(`The owner gets no token: ${JSON.stringify(answer)}`);
  return subjectOf(answer);
}

function subjectOf({ body }: Answer): Subject {
  const { value, token } = body as { value: string; token: { id: string } };
  return { id: token.id, value, changes: [], checks: [] };
}

function verdictOf(answer: Answer | undefined): Check["outcome"] {
  if (answer?.status !== 200) return "unavailable";
  return (answer.body as { valid?: boolean }).valid === true ? "accepted" : "refused";
}

function isBroken(subject: Subject): boolean {
  const { wrong, isTorn } = judge(subject);
  return isTorn || wrong.length > 0;
}
