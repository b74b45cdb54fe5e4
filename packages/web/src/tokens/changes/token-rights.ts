import type { Token } from "@tokenhouse/sdk/client";

export type TokenAction = "rotate" | "endOverlap" | "revoke" | "restore";

/** What a person may do to a token besides deleting it: with somebody else's personal token, only revoke it. */
export function actionsOn(token: Token, userId: string | undefined): TokenAction[] {
  const mayReissue = token.kind === "service" || token.holder.id === userId;
  const possible: Record<TokenAction, boolean> = {
    rotate: mayReissue && token.status === "active",
    endOverlap: mayReissue && token.overlapEndsAt !== null,
    revoke: token.status === "active",
    restore: mayReissue && token.status === "revoked",
  };
  return (Object.keys(possible) as TokenAction[]).filter((action) => possible[action]);
}

/** Whether an active token has to be revoked before it can be deleted: service tokens always. */
export function mustRevokeFirst({ kind, status }: Token, requireRevokeBeforeDelete: boolean): boolean {
  return status === "active" && (kind === "service" || requireRevokeBeforeDelete);
}
