import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { TOKENS_KEY } from "../../queries.ts";
import { receiptText } from "../../receipt.ts";
import { noticeDone, noticeFault } from "../../ui/notices/notices.tsx";

const CHANGES = {
  revoke: {
    send: (id: string) => client.revokeToken({ params: { id }, body: {} }),
    done: ({ kind }: Token) => t(`changes.revoked.${kind}`),
    effect: "refused",
  },
  restore: {
    send: (id: string) => client.restoreToken({ params: { id } }),
    done: ({ kind }: Token) => t(`changes.restored.${kind}`),
    effect: "accepted",
  },
  endOverlap: {
    send: (id: string) => client.endOverlap({ params: { id } }),
    done: ({ name }: Token) => t("changes.overlapEnded", { name }),
    effect: "refused",
  },
} as const;

/** What can be done to a token without a question. Each says what came of it, and the lists are read anew. */
export function useTokenChange({ id, name }: Token) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (change: keyof typeof CHANGES) => {
      const { send, done, effect } = CHANGES[change];
      const { token, receipt } = await send(id);
      noticeDone(done(token), receiptText(receipt, effect));
    },
    onError: (error) => noticeFault(t("changes.failed", { name }), error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: TOKENS_KEY }),
  });
}
