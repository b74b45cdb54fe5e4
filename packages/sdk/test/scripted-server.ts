import { TokenhouseError } from "@tokenhouse/sdk";
import type { Grant } from "@tokenhouse/sdk/memory";
import type { Environment } from "../src/verifier/environment.ts";
import { openVerifier } from "../src/verifier/open-verifier.ts";
import type { AskedVerdict, GrantPage, News, Report, Server } from "../src/verifier/server.ts";

export const REVISION = 10;

export function unavailable(): TokenhouseError {
  return new TokenhouseError({ status: 503, code: "unavailable", detail: "Not now" });
}

export function notFound(): TokenhouseError {
  return new TokenhouseError({ status: 404, code: "not_found", detail: "There is no such verifier" });
}

export function verdictOf({ token, holder, project, role }: Grant): AskedVerdict {
  return {
    valid: true,
    code: "valid",
    token: { ...token, scopes: [...token.scopes] },
    holder: { ...holder, role },
    project,
    revision: REVISION,
  };
}

/** A server that holds renewals until a test has news, and clocks that a test sets. */
export function createScript() {
  const grants = new Map<string, Grant>();
  const calls: string[] = [];
  const reports: Report[] = [];
  const confirmed: number[] = [];
  const time = { monotonicMs: 1000, nowMs: Date.UTC(2026, 10, 22), fault: undefined as TokenhouseError | undefined };
  const renewals: PromiseWithResolvers<News>[] = [];
  let registrations = 0;

  function answer<T>(name: string, give: () => T | Promise<T>): Promise<T> {
    calls.push(name);
    return time.fault ? Promise.reject(time.fault) : Promise.resolve().then(give);
  }

  const server: Server = {
    register: () =>
      answer("register", () => ({
        id: `verifier-${++registrations}`,
        leaseMs: 900,
        marginMs: 100,
        revision: REVISION,
      })),
    renew: (_, applied, { mayWait, signal }) =>
      answer("renew", () => {
        confirmed.push(applied);
        if (!mayWait) return { revision: REVISION, changes: applied === 0 ? null : [], grants: [] };
        const renewal = Promise.withResolvers<News>();
        signal.addEventListener("abort", () => renewal.reject(unavailable()));
        renewals.push(renewal);
        return renewal.promise;
      }),
    fill: (_, digest) => answer("fill", () => script.onFill(digest)),
    verify: () => answer("verify", () => script.refusal),
    listGrants: (_, cursor) => answer("listGrants", () => script.onPage(cursor)),
    report: (_, report) =>
      answer("report", () => {
        reports.push(report);
      }),
    release: () => answer("release", () => undefined),
  };

  const environment: Environment = {
    monotonicMs: () => time.monotonicMs,
    nowMs: () => time.nowMs,
    random: () => 0.5,
    sleep: (_, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve());
        sleepers.push(resolve);
      }),
  };
  const sleepers: (() => void)[] = [];

  const script = {
    grants,
    calls,
    reports,
    confirmed,
    time,
    refusal: { valid: false, code: "not_found", denialId: crypto.randomUUID(), revision: REVISION } as AskedVerdict,
    onFill: (digest: string): { verdict: AskedVerdict; grant: Grant | null } | Promise<{ verdict: AskedVerdict; grant: Grant | null }> => {
      const grant = grants.get(digest) ?? null;
      return { verdict: grant ? verdictOf(grant) : script.refusal, grant };
    },
    onPage: (_: string | undefined): GrantPage | Promise<GrantPage> => ({
      items: [...grants.values()],
      nextCursor: null,
      revision: REVISION,
    }),
    /** Answers the renewal that is held. */
    async tell(news: Partial<News>): Promise<void> {
      await settle();
      renewals.pop()?.resolve({ revision: REVISION, changes: [], grants: [], ...news });
      await settle();
    },
    async refuseRenewal(error: TokenhouseError): Promise<void> {
      await settle();
      renewals.pop()?.reject(error);
      await settle();
    },
    /** Lets the clocks go on together. */
    pass(ms: number): void {
      time.monotonicMs += ms;
      time.nowMs += ms;
    },
    /** Ends every pause. */
    async wake(): Promise<void> {
      for (const resolve of sleepers.splice(0)) resolve();
      await settle();
    },
    open: (mode: "memory" | "mirror" = "memory", maxTokens = 100) =>
      openVerifier({ server, environment, name: "api", mode, maxTokens, timeoutMs: 400, ownToken: "" }),
  };
  return script;
} // prettier-ignore

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  await new Promise(setImmediate);
}
