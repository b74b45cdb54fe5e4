import { useQueryClient } from "@tanstack/react-query";
import type { Operations, ServiceAccount } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { TOKENS_KEY } from "../../queries.ts";
import { noticeDone } from "../../ui/notices/notices.tsx";
import { t } from "../../i18n.ts";

/** Reads service accounts and tokens anew: each shows something of the other. */
function useReread() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
}

export function useCreation() {
  const reread = useReread();
  return async (body: Operations["addServiceAccount"]["body"]) => {
    const { serviceAccount } = await client.addServiceAccount({ body });
    noticeDone(t("serviceAccounts.form.created"));
    await reread();
    return serviceAccount;
  };
}

/** What an administrator can do to a service account. Each resolves when it is done and said. */
export function useAccountChanges({ id }: ServiceAccount) {
  const reread = useReread();
  const params = { id };
  return {
    change: async (body: Operations["changeServiceAccount"]["body"], done: string) => {
      await client.changeServiceAccount({ params, body });
      noticeDone(done);
      await reread();
    },
    remove: async () => {
      await client.removeServiceAccount({ params });
      noticeDone(t("serviceAccounts.menu.deleted"));
      await reread();
    },
  };
}
