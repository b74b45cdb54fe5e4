import type { TokenPolicy } from "../core/policy.ts";
import { policyOf } from "../core/policy.ts";
import { insertAuditEvent } from "../storage/audit.ts";
import { inChange } from "../storage/open.ts";
import { getProject, updatePolicy } from "../storage/projects.ts";
import type { Caller, Service } from "./context.ts";
import { actorOf } from "./context.ts";

/** Changes the rules that are named and leaves the others; they hold from the next request on. */
export async function changeSettings(
  service: Service,
  caller: Caller,
  changes: { [K in keyof TokenPolicy]?: TokenPolicy[K] | undefined },
): Promise<TokenPolicy> {
  return inChange(service.db, async (trx, revision) => {
    const before = policyOf(await getProject(caller.project.id, trx));
    const named = Object.entries(changes).filter(([, value]) => value !== undefined);
    const after: TokenPolicy = { ...before, ...Object.fromEntries(named) };
    await updatePolicy(caller.project.id, trx, after);
    await insertAuditEvent(caller.project.id, trx, {
      at: service.now(),
      event: "settings.changed",
      revision,
      tokenId: null,
      actor: actorOf(caller.principal),
      origin: caller.origin,
      detail: { before, after },
    });
    return after;
  });
}
