import type { Grant } from "@tokenhouse/sdk/memory";
import { digestToken, TokenhouseError } from "@tokenhouse/sdk";
import type { AskedVerdict, News, Server } from "../src/verifier/server.ts";
import { grantOf } from "./grants.ts";
import type { Process, World } from "./simulated-world.ts";

export const LEASE_MS = 900;
export const MARGIN_MS = 100;

interface Registered {
  applied: number;
  heardAt: number;
  waiting: (() => void)[];
  wake: () => void;
}

interface Options {
  values: readonly string[];
  /** One way to get it wrong. */
  forgetsTheRenewed?: boolean;
}

function unknown(): never {
  throw new TokenhouseError({ status: 404, code: "not_found", detail: "There is no such verifier" });
}

/** The server's side of the protocol, as docs/decisions/0016 has it: values, a log of changes, leases and receipts. */
export function createSimulatedServer(world: World, { values, forgetsTheRenewed = false }: Options) {
  const grants = new Map<string, Grant>(values.map((value) => [digestToken(value), grantOf(value)]));
  const log: { revision: number; ref: string }[] = [];
  const verifiers = new Map<string, Registered>();
  let [revision, registrations] = [1, 0];

  function newsAfter(applied: number): News {
    const changes = log.filter((change) => change.revision > applied);
    return { revision, changes: changes.map(({ ref }) => ({ kind: "token", ref })), grants: [] };
  }

  async function renew(id: string, applied: number, mayWait: boolean): Promise<News> {
    const verifier = verifiers.get(id) ?? unknown();
    verifier.applied = Math.max(verifier.applied, applied);
    verifier.heardAt = world.now();
    for (const tell of verifier.waiting) tell();
    if (mayWait && applied >= revision) {
      await new Promise<void>((resolve) => {
        verifier.wake = resolve;
        world.after(LEASE_MS / 3, resolve);
      });
    }
    return verifiers.has(id) ? newsAfter(applied) : unknown();
  }

  function verdictOn(digest: string): AskedVerdict {
    const grant = grants.get(digest);
    if (!grant) return { valid: false, code: "not_found", denialId: crypto.randomUUID(), revision };
    const { token, project, role } = grant;
    const holder = { ...grant.holder, role };
    return { valid: true, code: "valid", token: { ...token, scopes: [...token.scopes] }, holder, project, revision }; // prettier-ignore
  }

  /**
   * Resolves when no verifier can act on less than this revision any more: it has confirmed it, or every lease that it
   * had before is over. Only who was silent all that time is forgotten: whoever renewed meanwhile holds a lease that
   * came with this change, and that the next change has to wait for.
   */
  async function confirm(wanted: number): Promise<void> {
    await Promise.all(
      [...verifiers].map(async ([id, verifier]) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        const tell = () => (verifier.applied >= wanted ? resolve() : undefined);
        verifier.waiting.push(tell);
        tell();
        world.at(verifier.heardAt + LEASE_MS + MARGIN_MS, resolve);
        await promise;
        const isSilent = verifier.heardAt + LEASE_MS + MARGIN_MS <= world.now();
        if (verifier.applied < wanted && (isSilent || forgetsTheRenewed)) verifiers.delete(id);
      }),
    );
  }

  return {
    register() {
      const id = `verifier-${++registrations}`;
      const wake = () => undefined;
      verifiers.set(id, { applied: 0, heardAt: world.now(), waiting: [], wake });
      return { id, leaseMs: LEASE_MS, marginMs: MARGIN_MS, revision };
    },
    renew,
    verdictOn,
    fill(id: string, digest: string) {
      if (!verifiers.has(id)) unknown();
      return { verdict: verdictOn(digest), grant: grants.get(digest) ?? null };
    },
    release: (id: string) => void verifiers.delete(id),
    /** Ends a value; resolves with the receipt. */
    async revoke(value: string): Promise<void> {
      grants.delete(digestToken(value));
      log.push({ revision: ++revision, ref: digestToken(value) });
      for (const { wake } of verifiers.values()) wake();
      await confirm(revision);
    },
    registrations: () => registrations,
  };
}

export type SimulatedServer = ReturnType<typeof createSimulatedServer>;

/** The network between: messages take their time in either direction, and some are lost. */
export function connect(world: World, process: Process, server: SimulatedServer): Server {
  function travelMs(): number {
    return world.chance(0.06) ? world.between(100, 1.5 * LEASE_MS) : world.between(1, 25);
  }

  function call<T>(handle: () => T | Promise<T>, { signal, patienceMs }: Patience): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const giveUp = () => reject(new TokenhouseError({ code: "network", detail: "No answer" }));
    const travel = (run: () => void) => (world.chance(0.04) ? undefined : world.after(travelMs(), run));
    const arrive = async () => {
      // What goes wrong there is an answer too.
      const settle = await Promise.resolve()
        .then(handle)
        .then(
          (answer) => () => resolve(answer),
          (error: unknown) => () => reject(error),
        );
      travel(() => process.deliver(settle));
    };
    travel(() => void arrive());
    world.after(patienceMs, () => process.deliver(giveUp));
    signal?.addEventListener("abort", giveUp);
    return promise;
  }

  const patience = { patienceMs: 400 };
  return {
    register: () => call(() => server.register(), patience),
    renew: ({ id }, applied, { signal, mayWait }) =>
      call(() => server.renew(id, applied, mayWait), { signal, patienceMs: LEASE_MS / 2 }),
    fill: (id, digest) => call(() => server.fill(id, digest), patience),
    verify: (value) => call(() => server.verdictOn(digestToken(value)), patience),
    listGrants: () => Promise.reject(new TokenhouseError({ code: "network", detail: "No mirror here" })),
    report: () => Promise.resolve(),
    release: (id) => call(() => server.release(id), patience),
  };
}

interface Patience {
  signal?: AbortSignal;
  patienceMs: number;
}
