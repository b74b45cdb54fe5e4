import { Refusal } from "../core/errors.ts";
import { mustRevokeFirst } from "../core/policy.ts";
import { statusOf } from "../core/token.ts";
import { getProject } from "../storage/projects.ts";
import { deleteToken as removeToken } from "../storage/tokens.ts";
import { audit, byCaller } from "./audit.ts";
import { changeRights } from "./change.ts";
import type { Caller, Service } from "./context.ts";
import { getVisibleToken } from "./token-access.ts";

/** Removes a token for good; only the audit log remembers it. */
export async function deleteToken(service: Service, caller: Caller, id: string): Promise<void> {
  await changeRights(service, caller, async (trx, revision) => {
    const token = await getVisibleToken(caller, trx, id);
    const project = await getProject(caller.project.id, trx);
    const at = service.now();
    const status = statusOf(token, at);
    if (status === "active" && mustRevokeFirst(project, token.kind)) {
      throw new Refusal("revoke_first", "Revoke this token first; then it can be deleted");
    }
    await removeToken(caller.project.id, trx, id);
    await audit(trx, byCaller(caller), { event: "token.deleted", revision, at, token, detail: { status } });
  });
}
