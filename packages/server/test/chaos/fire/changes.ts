import { setTimeout as delay } from "node:timers/promises";
import type { Change } from "../history.ts";
import type { Subject } from "./book.ts";
import type { Answer, Call } from "./call.ts";
import { call } from "./call.ts";
import { drawn } from "./faults.ts";
import { instant } from "./instant.ts";
import type { World } from "./world.ts";
import { mintedOf } from "./world.ts";

/** How the rights of a token are changed. */
export type ChangeKind = "revoked" | "rotated" | "service account switched off" | "restored";

/** A token that waits for its change. */
export interface Candidate extends Subject {
  /** The service account whose token it is. */
  accountId: string;
}

/** A change from its first attempt to its acknowledgement. */
export interface Acknowledged {
  kind: ChangeKind;
  beganAt: number;
  /** Of the attempt that was acknowledged. */
  lastBeganAt: number;
  endedAt: number;
  /** Which server acknowledged it. */
  replica: string;
  attempts: number;
}

type Request = Omit<Call, "authorization">;

const CHANGES: Record<ChangeKind, { does: Change["kind"]; request: (candidate: Candidate) => Request }> = {
  revoked: {
    does: "narrowing",
    request: ({ id }) => ({ method: "POST", path: `/v1/tokens/${id}/revoke` }),
  },
  restored: {
    does: "widening",
    request: ({ id }) => ({ method: "POST", path: `/v1/tokens/${id}/restore` }),
  },
  rotated: {
    does: "end",
    request: ({ id }) => ({
      method: "POST",
      path: `/v1/tokens/${id}/rotate`,
      body: { overlapSeconds: 0 },
    }),
  },
  "service account switched off": {
    does: "narrowing",
    request: ({ accountId }) => ({
      method: "PATCH",
      path: `/v1/service-accounts/${accountId}`,
      body: { active: false, revokeTokens: true },
    }),
  },
};

const RETRY_MS = 25;
const CONFLICT = 409;

/**
 * Changes the rights of a token by way of any server, again and again until one acknowledges it: an attempt without an
 * answer may be done, or not, or later. Undefined = there was nothing (any more) to change.
 */
export async function change(
  world: World,
  candidate: Candidate,
  kind: ChangeKind,
): Promise<Acknowledged | undefined> {
  const { does, request } = CHANGES[kind];
  const beganAt = instant();
  for (let attempts = 1; ; attempts++) {
    const { name, url } = drawn(world.replicas, world.draw);
    const lastBeganAt = instant();
    const answer = await ask(world, url, request(candidate));
    const endedAt = instant();
    const outcome = outcomeOf(answer);
    candidate.changes.push({ kind: does, outcome, beganAt: lastBeganAt, endedAt });
    if (outcome === "acknowledged") return { kind, beganAt, lastBeganAt, endedAt, replica: name, attempts };
    if (outcome === "refused") return undefined;
    await delay(RETRY_MS);
  }
}

function outcomeOf(answer: Answer | undefined): Change["outcome"] {
  if (!answer || answer.status >= 500) return "unknown";
  if (answer.status === CONFLICT) return "refused";
  if (answer.status < 300) return "acknowledged";
  throw new Error(`A change was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** A new token; one whose answer is lost is nobody's. */
export async function mint(world: World, isServiceToken: boolean): Promise<Candidate> {
  const account = isServiceToken ? await addAccount(world) : undefined;
  const path = account === undefined ? "/v1/tokens" : `/v1/service-accounts/${account}/tokens`;
  const minted = await insist(world, () => ({ method: "POST", path, body: { lifetimeDays: 30 } }));
  const { id, value } = mintedOf(minted);
  return Object.assign(world.book.open({ id, value }), { accountId: account ?? "" });
}

let accounts = 0;

async function addAccount(world: World): Promise<string> {
  const created = await insist(world, () => ({
    method: "POST",
    path: "/v1/service-accounts",
    body: { name: `account ${++accounts}`, role: "member" },
  }));
  return (created as { serviceAccount: { id: string } }).serviceAccount.id;
}

async function insist(world: World, request: () => Request): Promise<unknown> {
  for (;;) {
    const answer = await ask(world, drawn(world.replicas, world.draw).url, request());
    if (outcomeOf(answer) === "acknowledged") return answer?.body;
    await delay(RETRY_MS);
  }
}

/** Nobody waits longer for a receipt than this: what silences a server can last three leases. */
function ask({ owner, leaseMs }: World, url: string, request: Request): Promise<Answer | undefined> {
  return call(url, { ...request, authorization: `Bearer ${owner.value}` }, 2 * leaseMs + 1500);
}
