import { createClient, TokenhouseError } from "@tokenhouse/sdk/client";
import type { Profile } from "./profiles.ts";

/** Revokes the token that a sign-in has generated, with itself. One that is refused has ended already. */
export async function endOwnToken({ url, token, ownTokenId }: Profile): Promise<void> {
  if (ownTokenId === undefined) return;
  const reason = "Signed out on the command line";
  try {
    await createClient({ url, token }).revokeToken({ params: { id: ownTokenId }, body: { reason } });
  } catch (error) {
    if (!(error instanceof TokenhouseError && error.status === 401)) throw error;
  }
}
