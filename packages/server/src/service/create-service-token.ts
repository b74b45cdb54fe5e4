import { Refusal } from "../core/errors.ts";
import type { Token } from "../core/token.ts";
import type { Trx } from "../storage/open.ts";
import type { AccountRights } from "../storage/service-accounts.ts";
import { findAccountRights } from "../storage/service-accounts.ts";
import type { Caller, Service } from "./context.ts";
import type { NewToken } from "./generate-token.ts";
import { generateToken } from "./generate-token.ts";

/** Generates a token for a service account. It belongs to the account and outlives whoever made it. */
export function createServiceToken(
  service: Service,
  caller: Caller,
  input: NewToken & { id: string },
): Promise<{ value: string; token: Token }> {
  return generateToken(service, caller, {
    kind: "service",
    input,
    findHolder: async (trx) => {
      const { name, role } = await getActiveAccount(caller.project.id, trx, input.id);
      return { holder: { type: "serviceAccount", id: input.id, name, email: null }, role };
    },
  });
}

export async function getActiveAccount(projectId: string, trx: Trx, id: string): Promise<AccountRights> {
  const account = await findAccountRights(projectId, trx, id);
  if (!account) throw new Refusal("not_found", "There is no service account with this id");
  if (!account.active) throw new Refusal("not_active", "The service account is deactivated");
  return account;
}
