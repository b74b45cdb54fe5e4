import type { TokenPolicy } from "../core/policy.ts";
import { policyOf } from "../core/policy.ts";
import { inChange } from "../storage/open.ts";
import { getProject, updatePolicy } from "../storage/projects.ts";
import { audit, byCaller } from "./audit.ts";
import type { Caller, Service } from "./context.ts";

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
    const at = service.now();
    await audit(trx, byCaller(caller), {
      event: "settings.changed",
      at,
      revision,
      detail: { before, after },
    });
    return after;
  });
}
