import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import { client } from "../api.ts";
import { TOKENS_KEY } from "../queries.ts";
import { noticeDone, noticeFault } from "../ui/notices.tsx";
import { changeWords as words } from "./wording.ts";

const CHANGES = {
  revoke: {
    send: (id: string) => client.revokeToken({ params: { id }, body: {} }),
    done: words.revoked,
    effect: words.refusedEverywhere,
  },
  restore: {
    send: (id: string) => client.restoreToken({ params: { id } }),
    done: words.restored,
    effect: words.acceptedEverywhere,
  },
  endOverlap: {
    send: (id: string) => client.endOverlap({ params: { id } }),
    done: words.overlapEnded,
    effect: words.refusedEverywhere,
  },
};

/** What can be done to a token without a question. Each says what came of it, and the lists are read anew. */
export function useTokenChange({ id, name }: Token) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (change: keyof typeof CHANGES) => {
      const { send, done, effect } = CHANGES[change];
      const { token, receipt } = await send(id);
      noticeDone(done(token), effect(receipt));
    },
    onError: (error) => noticeFault(words.failed(name), error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: TOKENS_KEY }),
  });
}
