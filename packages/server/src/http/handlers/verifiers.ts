import { Refusal } from "../../core/errors.ts";
import { LIMITS } from "../../core/limits.ts";
import { tellToken } from "../../service/check-token.ts";
import { findGrant, grantsInstead, listGrants } from "../../service/grants.ts";
import { listAssumptions } from "../../service/probe.ts";
import { believableUses } from "../../service/reported-uses.ts";
import type { ListedVerifier, Verifier } from "../../verify/leases.ts";
import { marginOf } from "../../verify/leases.ts";
import type { App } from "../app.ts";
import type { Handlers } from "../mount.ts";
import { instantOf } from "../../core/wire-token.ts";
import { recordTold } from "./checks.ts";

export const verifierHandlers: Pick<
  Handlers,
  | "listVerifiers"
  | "registerVerifier"
  | "renewLease"
  | "verifyForVerifier"
  | "listGrants"
  | "reportUses"
  | "releaseVerifier"
> = {
  async listVerifiers({ leases, service }, { caller }) {
    const items = await leases.list(caller.project.id);
    const assumptions = await listAssumptions(service);
    const waits = items.map(({ lease }) => (lease ? lease.leaseMs + marginOf(lease.leaseMs) : 0));
    return {
      items: items.map(entryOf),
      longestWaitMs: Math.max(0, ...waits),
      assumptions: assumptions.map(({ name, holds, remedy }) => ({
        name,
        holds,
        remedy: holds === true ? null : remedy,
      })),
    };
  },

  async registerVerifier({ service, leases }, { caller, body }) {
    const verifiers = await leases.list(caller.project.id);
    if (verifiers.filter(({ mode }) => mode !== null).length >= LIMITS.verifiersPerProject) {
      throw new Refusal("rate_limited", `A project has at most ${LIMITS.verifiersPerProject} verifiers`, {
        headers: { "Retry-After": String(Math.ceil(leases.leaseMs / 1000)) },
      });
    }
    const { id } = await leases.register({ projectId: caller.project.id, ...body });
    return { id, leaseMs: leases.leaseMs, marginMs: leases.marginMs, revision: service.memory.applied };
  },

  async renewLease({ service, leases }, { caller, params, body: { applied, wait } }) {
    const verifier = await getVerifier(leases, caller.project.id, params.id);
    const news = await leases.renew(verifier, { applied, mayWait: wait });
    if (!news) throw unknownVerifier();
    const { revision, changes } = news;
    const grants = verifier.mode === "mirror" ? await grantsInstead(service, verifier.projectId, news) : [];
    // What is too much to tell here is loaded page by page.
    if (!changes || !grants) return { revision, changes: null, grants: [] };
    return { revision, changes: changes.map(({ kind, ref }) => ({ kind, ref })), grants };
  },

  async verifyForVerifier(app, { caller, params, body, request }) {
    await getVerifier(app.leases, caller.project.id, params.id);
    const { digest, scopes = [], ip, userAgent } = body;
    const asked = { scopes, ip, projectId: caller.project.id };
    const startedAt = app.service.monotonic();
    const told = await tellToken(app.service, { digest }, asked);
    const where = { asks: "verifier" as const, startedAt, ip, userAgent };
    const verdict = recordTold(app, told, { ...where, asker: { log: () => request.log } });
    const found = { digest, projectId: caller.project.id, revision: verdict.revision };
    return { verdict, grant: await findGrant(app.service, found) };
  },

  async listGrants({ service, leases }, { caller, params, query }) {
    const { projectId } = await getVerifier(leases, caller.project.id, params.id);
    const { limit, cursor = "" } = query;
    return listGrants(service.db, { projectId, after: cursor, limit, nowMs: service.now() });
  },

  async reportUses({ service, leases, usage }, { caller, params, body, request }) {
    const { name, projectId } = await getVerifier(leases, caller.project.id, params.id);
    const reported = body.uses.map(({ tokenId, count, lastUsedAt, ip, userAgent }) => {
      return { tokenId, atMs: Date.parse(lastUsedAt), ip, userAgent, verifier: name, count };
    });
    const uses = await believableUses(service, projectId, reported);
    for (const use of uses) {
      usage.record(use, use.count);
      service.meters.reported("valid", use.count);
    }
    for (const denial of body.denials) {
      request.log.info({ ...denial, verifier: name }, "token refused");
      service.meters.reported(denial.code, 1);
    }
    return undefined;
  },

  async releaseVerifier({ leases }, { caller, params }) {
    await leases.release(await getVerifier(leases, caller.project.id, params.id));
    return undefined;
  },
};

function entryOf({ id, name, mode, applied, isUpToDate, lease, registeredAtMs }: ListedVerifier) {
  const heardAgoMs = lease && Math.round(lease.heardAgoMs);
  return {
    id,
    name,
    kind: mode === null ? ("server" as const) : ("sdk" as const),
    mode,
    revision: applied,
    upToDate: isUpToDate,
    heardAgoMs,
    leaseMs: lease && lease.leaseMs,
    leaseEndsInMs: lease && Math.max(0, lease.leaseMs - Math.round(lease.heardAgoMs)),
    registeredAt: instantOf(registeredAtMs),
  };
}

/** One that is not known any more may have missed changes: it forgets everything and registers anew. */
async function getVerifier(leases: App["leases"], projectId: string, id: string): Promise<Verifier> {
  const verifier = await leases.find(projectId, id);
  if (!verifier) throw unknownVerifier();
  return verifier;
}

function unknownVerifier(): Refusal {
  return new Refusal("not_found", "There is no verifier with this id, or its lease has ended");
}
