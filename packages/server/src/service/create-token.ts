import { Refusal } from "../core/errors.ts";
import { mayHoldTokens } from "../core/policy.ts";
import type { Role } from "../core/policy.ts";
import type { Token } from "../core/token.ts";
import type { Trx } from "../storage/open.ts";
import { findMembership } from "../storage/users.ts";
import type { Caller, Service } from "./context.ts";
import type { NewToken } from "./generate-token.ts";
import { generateToken } from "./generate-token.ts";

/** Generates a personal token for the caller. */
export function createToken(
  service: Service,
  caller: Caller,
  input: NewToken,
): Promise<{ value: string; token: Token }> {
  return generateToken(service, caller, {
    kind: "personal",
    input,
    findHolder: async (trx) => ({ holder: caller.principal, role: await getGeneratingRole(caller, trx) }),
  });
}

/** The caller's role right now, if it or their own setting lets them have personal tokens. */
export async function getGeneratingRole(caller: Caller, trx: Trx): Promise<Role> {
  const { principal } = caller;
  const member = principal.type === "user" && (await findMembership(caller.project.id, trx, principal.id));
  if (member && mayHoldTokens(member.project, member)) return member.role;
  throw new Refusal(
    "not_allowed_to_generate",
    "Neither your role nor your own setting in this project allows you to generate access tokens",
  );
}
