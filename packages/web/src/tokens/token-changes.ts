import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import { client } from "../api.ts";
import { TOKENS_KEY } from "../queries.ts";
import { noticeDone, noticeFault } from "../ui/notices.tsx";
import { changeWords } from "./wording.ts";

/** What a person can do to a token of theirs. Each says what came of it, and the list is read anew. */
export function useTokenChanges({ id, name }: Token) {
  const queryClient = useQueryClient();
  const settled = {
    onError: (error: unknown) => noticeFault(changeWords.failed(name), error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: TOKENS_KEY }),
  };
  const revoke = useMutation({
    mutationFn: () => client.revokeToken({ params: { id }, body: {} }),
    onSuccess: ({ token, receipt }) =>
      noticeDone(changeWords.revoked(token), changeWords.refusedEverywhere(receipt)),
    ...settled,
  });
  const restore = useMutation({
    mutationFn: () => client.restoreToken({ params: { id } }),
    onSuccess: ({ token, receipt }) =>
      noticeDone(changeWords.restored(token), changeWords.acceptedEverywhere(receipt)),
    ...settled,
  });
  return { revoke, restore };
}

/** Deleting happens in a dialog, which shows a refusal itself. */
export function useDeletion(token: Token, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => client.deleteToken({ params: { id: token.id } }),
    onSuccess: () => {
      noticeDone(changeWords.deleted(token));
      onDone();
      return queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
    },
  });
}
