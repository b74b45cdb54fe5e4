import { Refusal } from "../core/errors.ts";
import type { Token } from "../core/token.ts";
import type { Db } from "../storage/open.ts";
import { findHeldToken, findToken } from "../storage/tokens.ts";
import type { Caller } from "./context.ts";
import { isAdministrator, tokenNotFound } from "./context.ts";

/** A token that the caller may see: their own, or any of the project for its owner and administrators. */
export async function getVisibleToken(caller: Caller, db: Db, tokenId: string): Promise<Token> {
  if (!isAdministrator(caller)) return getOwnToken(caller, db, tokenId);
  const token = await findToken(caller.project.id, db, tokenId);
  if (!token) throw tokenNotFound();
  return token;
}

/** A token that the caller holds; somebody else's is not read, so that it takes as long as none. Who holds a token never changes. */
export async function getOwnToken(caller: Caller, db: Db, tokenId: string): Promise<Token> {
  const token = await findHeldToken(caller.project.id, db, { tokenId, holderId: caller.principal.id });
  if (!token || !isHolder(caller, token)) throw tokenNotFound();
  return token;
}

/** A token that the caller may bring back to life: their own; for owner and administrators, service tokens. */
export async function getRestorableToken(caller: Caller, db: Db, tokenId: string): Promise<Token> {
  const token = await getVisibleToken(caller, db, tokenId);
  if (!isHolder(caller, token) && token.kind === "personal") {
    throw new Refusal("forbidden", "Only its holder can restore a personal token");
  }
  return token;
}

function isHolder(caller: Caller, { holder }: Token): boolean {
  return holder.type === caller.principal.type && holder.id === caller.principal.id;
}
