import { Refusal } from "../../core/errors.ts";
import { LIMITS } from "../../core/limits.ts";
import { tellToken } from "../../service/check-token.ts";
import { findGrant, listGrants, readChanges } from "../../service/grants.ts";
import { believableUses } from "../../service/reported-uses.ts";
import type { Verifier } from "../../verify/leases.ts";
import type { App } from "../app.ts";
import type { Handlers } from "../mount.ts";
import { instantOf } from "../wire.ts";
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
  listVerifiers({ service, leases }, { caller }) {
    const held = leases
      .list(caller.project.id)
      .map((verifier) => entryOf(verifier, leases, service.monotonic()));
    return { items: [ownEntry(service), ...held], longestWaitMs: leases.longestWaitMs(caller.project.id) };
  },

  async registerVerifier({ service, leases }, { caller, body }) {
    if (leases.list(caller.project.id).length >= LIMITS.verifiersPerProject) {
      throw new Refusal("rate_limited", `A project has at most ${LIMITS.verifiersPerProject} verifiers`, {
        headers: { "Retry-After": String(Math.ceil(leases.leaseMs / 1000)) },
      });
    }
    const { id } = await leases.register({ projectId: caller.project.id, ...body });
    return { id, leaseMs: leases.leaseMs, marginMs: leases.marginMs, revision: service.memory.applied };
  },

  async renewLease({ service, leases }, { caller, params, body: { applied, wait } }) {
    const verifier = knownVerifier(leases, caller.project.id, params.id);
    leases.renew(verifier, applied);
    if (wait) await leases.awaitNews(verifier, applied);
    // It may have been fenced while it waited.
    knownVerifier(leases, caller.project.id, params.id);
    return readChanges(service.db, {
      projectId: verifier.projectId,
      since: applied,
      mirror: verifier.mode === "mirror",
      nowMs: service.now(),
    });
  },

  async verifyForVerifier(app, { caller, params, body, request }) {
    knownVerifier(app.leases, caller.project.id, params.id);
    const { digest, scopes = [], ip, userAgent } = body;
    const asked = { scopes, ip, projectId: caller.project.id };
    const told = await tellToken(app.service, { digest }, asked);
    const verdict = recordTold(app, told, { ip, userAgent, asker: { log: () => request.log } });
    const found = { digest, projectId: caller.project.id, nowMs: app.service.now() };
    return { verdict, grant: await findGrant(app.service.db, found) };
  },

  listGrants({ service, leases }, { caller, params, query }) {
    const { projectId } = knownVerifier(leases, caller.project.id, params.id);
    const { limit, cursor = "" } = query;
    return listGrants(service.db, { projectId, after: cursor, limit, nowMs: service.now() });
  },

  async reportUses({ service, leases, usage }, { caller, params, body, request }) {
    const { name, projectId } = knownVerifier(leases, caller.project.id, params.id);
    const reported = body.uses.map(({ tokenId, count, lastUsedAt, ip, userAgent }) => {
      return { tokenId, atMs: Date.parse(lastUsedAt), ip, userAgent, verifier: name, count };
    });
    const uses = await believableUses(service, projectId, reported);
    for (const use of uses) usage.record(use, use.count);
    for (const denial of body.denials) request.log.info({ ...denial, verifier: name }, "token refused");
    return undefined;
  },

  async releaseVerifier({ leases }, { caller, params }) {
    await leases.release(knownVerifier(leases, caller.project.id, params.id));
    return undefined;
  },
};

/** This process, whose memory is kept true in the turn of each commit. */
function ownEntry({ verifier, memory, startedAtMs }: App["service"]) {
  return {
    ...verifier,
    kind: "server" as const,
    mode: null,
    revision: memory.applied,
    upToDate: true,
    heardAgoMs: null,
    leaseMs: null,
    leaseEndsInMs: null,
    registeredAt: instantOf(startedAtMs),
  };
}

function entryOf(verifier: Verifier, leases: App["leases"], monotonicMs: number) {
  const { id, name, mode, applied, leaseMs } = verifier;
  const heardAgoMs = Math.round(monotonicMs - verifier.heardAt);
  return {
    id,
    name,
    kind: "sdk" as const,
    mode,
    revision: applied,
    upToDate: leases.isUpToDate(verifier),
    heardAgoMs,
    leaseMs,
    leaseEndsInMs: Math.max(0, leaseMs - heardAgoMs),
    registeredAt: instantOf(verifier.registeredAtMs),
  };
}

/** One that is not known any more may have missed changes: it forgets everything and registers anew. */
function knownVerifier(leases: App["leases"], projectId: string, id: string): Verifier {
  const verifier = leases.find(projectId, id);
  if (!verifier) throw new Refusal("not_found", "There is no verifier with this id, or its lease has ended");
  return verifier;
}
