import type { RememberedHead } from "../../src/seal/check-log.ts";

/** What is done to a token, as the audit log calls it. */
export type Act = "created" | "revoked" | "restored" | "rotated" | "deleted";

/** What one lane of writers knows of one of its tokens: nobody else changes it. */
export interface Entry {
  name: string;
  /** Sent with the creation, so that a second one would be known as such. */
  idempotencyKey: string;
  /** Undefined until a creation was acknowledged, or found done. */
  id?: string;
  /** Of the newest version; undefined where the answer that held it was lost. */
  value?: string | undefined;
  /** Acknowledged, or found done, in their order. */
  acts: Act[];
  /** Asked for, and not acknowledged: done or not, until the file is looked into. */
  pending?: Act | undefined;
}

/** What a maximum lifetime was set to: each number once. */
interface SettingsBook {
  acknowledged: number[];
  pending: number[];
  next: number;
}

/** All that was asked of a server and its successors on one file, and what they acknowledged. */
export interface Book {
  entries: Entry[];
  /** Creations whose answers were lost, and that have not been repeated yet. */
  lost: { entry: Entry; isDone: boolean }[];
  /** How many tokens were asked for. */
  asked: number;
  settings: SettingsBook;
  /** Every head of the sealed audit log that was answered. */
  heads: RememberedHead[];
  acknowledged: number;
  /** Changes without an acknowledgement. */
  unknown: number;
  /** When the power was cut last, by the monotonic clock. */
  cutAt: number;
  /** How often changes were answered with each status. */
  statuses: Map<number, number>;
  /** Refusals that nothing which was acknowledged explains. */
  surprises: string[];
}

const FIRST_SETTING = 1000;

export function openBook(): Book {
  const settings = { acknowledged: [], pending: [], next: FIRST_SETTING };
  return {
    entries: [],
    lost: [],
    asked: 0,
    settings,
    heads: [],
    acknowledged: 0,
    unknown: 0,
    cutAt: -Infinity,
    statuses: new Map(),
    surprises: [],
  };
}

/**
 * Whether the power was cut since: nobody would have heard an answer that came after it. Here the server lives on, and its
 * disk may still say that it has what was on its way.
 */
export function wasCutSince({ cutAt }: Book, askedAt: number): boolean {
  return askedAt < cutAt;
}

export interface TokenState {
  status: "active" | "revoked" | "gone";
  version: number;
}

/** What acts make of a token. */
export function stateAfter(acts: readonly Act[]): TokenState {
  const state: TokenState = { status: "gone", version: 0 };
  for (const act of acts) {
    if (act === "created" || act === "rotated") state.version++;
    if (act === "created" || act === "restored") state.status = "active";
    if (act === "revoked") state.status = "revoked";
    if (act === "deleted") state.status = "gone";
  }
  return state;
}
