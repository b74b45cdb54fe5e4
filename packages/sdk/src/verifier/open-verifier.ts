import { digestToken, rawDigest } from "../digest.ts";
import { TokenhouseError } from "../errors.ts";
import { isWellFormed } from "../token-format.ts";
import type { CheckOptions } from "./check-options.ts";
import { areScopes, plainAddress, questionOf } from "./check-options.ts";
import type { Environment } from "./environment.ts";
import type { Lease } from "./lease.ts";
import { createLease, undefinedWhereUnknown } from "./lease.ts";
import type { Memory } from "./memory.ts";
import { createMemory } from "./memory.ts";
import type { Mirror } from "./mirror.ts";
import { createMirror } from "./mirror.ts";
import type { AskedVerdict, Registration, Server } from "./server.ts";
import { createStock } from "./stock.ts";
import type { UseReporter } from "./uses.ts";
import { createUseReporter } from "./uses.ts";
import type { Verdict } from "./verdict.ts";

/** Answers whether a value is good, for one protected API. */
export interface Verifier {
  /**
   * Checks a value: from memory while it holds the token and the server's lease, else by asking. Resolves with the
   * verdict, also when it is a refusal; rejects with a {@link TokenhouseError} when there is no verdict: `network`
   * (no answer, or none of Tokenhouse's), `unavailable` (the server cannot answer, or this verifier is closed), or the
   * code the server refused the question with.
   */
  verify(value: string, options?: CheckOptions): Promise<Verdict>;
  /**
   * The same check as far as memory can answer it here and now; `undefined` when the server must be asked, and then
   * nothing is counted.
   */
  peek(value: string, options?: CheckOptions): Verdict | undefined;
  /**
   * Takes no more checks, waits for those under way, reports the last uses and gives the lease back, so that nobody
   * waits for this verifier. Resolves also when the server is gone.
   */
  close(): Promise<void>;
}

export interface OpenOptions {
  server: Server;
  environment: Environment;
  name: string;
  mode: "memory" | "mirror";
  maxTokens: number;
  timeoutMs: number;
  /** The verifier's own token, for a server that gives no leases. */
  ownToken: string;
}

interface State extends OpenOptions {
  memory: Memory;
  mirror: Mirror | undefined;
  lease: Lease;
  reporter: UseReporter;
  /** The newest revision that any answer told of. */
  revision: number;
  /** Checks that the server was asked about, by digest and question, while a lease is held. */
  asked: Map<string, Promise<AskedVerdict>>;
  underWay: Set<Promise<Verdict>>;
  /** Ends everything that goes on by itself. */
  closing: AbortController;
}

const REPORT_EVERY_MS = 5000;

/** Registers a verifier and starts it; whatever fails until it can check is thrown. */
export async function openVerifier(options: OpenOptions): Promise<Verifier> {
  const state = createState(options);
  try {
    await start(state);
  } catch (error) {
    state.closing.abort();
    throw error;
  }
  return {
    verify: (value, question) => verify(state, value, question),
    peek: (value, question) => peek(state, value, question),
    close: () => close(state),
  };
}

function createState(options: OpenOptions): State {
  const { server, maxTokens, mode } = options;
  const memory = createMemory({ maxTokens, onDenial: (denial) => reporter.note(denial) });
  const reporter = createUseReporter(server, memory);
  const mirror = mode === "mirror" ? createMirror({ server, memory, maxTokens }) : undefined;
  const onRenewed = ({ id }: Registration) => {
    if (mirror?.isIdle) void mirror.load(id).catch(ignoreTrouble);
  };
  const lease = createLease({ ...options, stock: mirror ?? createStock(memory), onRenewed });
  return {
    ...options,
    memory,
    mirror,
    lease,
    reporter,
    revision: 0,
    asked: new Map(),
    underWay: new Set(),
    closing: new AbortController(),
  };
}

async function start(state: State): Promise<void> {
  const { lease, mirror, closing, server, ownToken } = state;
  await lease.join();
  if (!lease.isOffered) {
    state.revision = (await server.verify(ownToken, {})).revision;
    return;
  }
  void lease.keep(closing.signal);
  void reportUses(state);
  const { registration } = lease;
  if (!mirror || !registration) return;
  do await mirror.load(registration.id);
  while (mirror.isIdle);
}

async function reportUses({ environment, closing: { signal }, lease, reporter }: State): Promise<void> {
  while (!signal.aborted) {
    await environment.sleep(REPORT_EVERY_MS, signal);
    if (lease.registration && !signal.aborted)
      await reporter.send(lease.registration.id).catch(ignoreTrouble);
  }
}

/** Whatever fails beside the checks is tried again by itself; the checks say what is wrong. */
function ignoreTrouble(): void {}

const ANYTHING: CheckOptions = {};

function peek(state: State, value: string, options: CheckOptions = ANYTHING): Verdict | undefined {
  const { lease, memory, environment, closing } = state;
  if (!isWellFormed(value))
    return { valid: false, code: "malformed", denialId: null, revision: newest(state) };
  const nowMs = environment.nowMs();
  if (closing.signal.aborted || !lease.isHeld(nowMs)) return undefined;
  if (options.scopes && !areScopes(options.scopes)) return undefined;
  const request = options.ip?.includes("%") ? { ...options, ip: plainAddress(options.ip) } : options;
  return memory.check(rawDigest(value), request, nowMs) ?? refuseUnknown(state, nowMs);
}

function newest({ revision, memory }: State): number {
  return Math.max(revision, memory.applied);
}

/** A mirror knows every good value, so it need not ask about another. */
function refuseUnknown({ mirror, reporter, memory }: State, atMs: number): Verdict | undefined {
  if (!mirror?.isComplete) return undefined;
  const denialId = crypto.randomUUID();
  reporter.note({ denialId, tokenId: null, code: "not_found", atMs });
  return { valid: false, code: "not_found", denialId, revision: memory.applied };
}

async function verify(state: State, value: string, options?: CheckOptions): Promise<Verdict> {
  if (state.closing.signal.aborted) {
    throw new TokenhouseError({ code: "unavailable", detail: "This verifier is closed" });
  }
  const known = peek(state, value, options);
  if (known) return known;
  const check = ask(state, value, options);
  state.underWay.add(check);
  return check.finally(() => state.underWay.delete(check));
}

/** Asks once for many who want to know the same at the same time; but see `joinAsking`. */
async function ask(state: State, value: string, options: CheckOptions = ANYTHING): Promise<Verdict> {
  const { asked, lease, environment } = state;
  const asking: Asking = { value, digest: digestToken(value), question: questionOf(options) };
  if (!lease.isHeld(environment.nowMs())) return askServer(state, asking);
  const key = `${asking.digest} ${JSON.stringify(asking.question)}`;
  const shared = asked.get(key);
  if (shared) return joinAsking(state, shared, asking);
  const answer = askServer(state, asking);
  asked.set(key, answer);
  return answer.finally(() => asked.delete(key));
}

interface Asking {
  value: string;
  digest: string;
  question: CheckOptions;
}

/**
 * The server may have answered the other check before a change that this one has to honour. So what counts is what
 * memory says once it is filled, or a refusal that is no older than memory; without either, this check asks for itself.
 */
async function joinAsking(state: State, shared: Promise<AskedVerdict>, asking: Asking): Promise<Verdict> {
  const { lease, environment, memory } = state;
  const verdict = await shared;
  const own = peek(state, asking.value, asking.question);
  if (own) return own;
  const isShared = !verdict.valid && verdict.revision >= memory.applied;
  return isShared && lease.isHeld(environment.nowMs()) ? verdict : askServer(state, asking);
}

async function askServer(state: State, { value, digest, question }: Asking): Promise<AskedVerdict> {
  const { lease, server, memory } = state;
  const { registration } = lease;
  if (registration) {
    const answer = await server.fill(registration.id, digest, question).catch(undefinedWhereUnknown);
    if (answer) {
      const { verdict, grant } = answer;
      state.revision = Math.max(state.revision, verdict.revision);
      const isOurs = grant?.digest === digest && lease.registration === registration;
      if (grant && isOurs) memory.put(grant, verdict.revision);
      return verdict;
    }
    lease.lose(registration);
  }
  const verdict = await server.verify(value, question);
  state.revision = Math.max(state.revision, verdict.revision);
  return verdict;
}

async function close(state: State): Promise<void> {
  const { closing, lease, environment, timeoutMs } = state;
  closing.abort();
  lease.end();
  const done = new AbortController();
  await Promise.race([finish(state), environment.sleep(timeoutMs, done.signal)]);
  done.abort();
}

async function finish({ underWay, lease, reporter, server }: State): Promise<void> {
  await Promise.allSettled(underWay);
  if (!lease.registration) return;
  const { id } = lease.registration;
  await reporter.send(id).catch(ignoreTrouble);
  await server.release(id).catch(ignoreTrouble);
}
