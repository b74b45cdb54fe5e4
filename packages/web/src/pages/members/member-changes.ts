import { useQueryClient } from "@tanstack/react-query";
import type { Member, Operations } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { MEMBERS_KEY, meQuery, sessionQuery } from "../../queries.ts";
import { noticeDone } from "../../ui/notices/notices.tsx";
import { t } from "../../i18n.ts";

/** Reads anew what a change of members shows in; one's own rights may be among it. */
export function useRereadMembers() {
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [MEMBERS_KEY, meQuery.queryKey, sessionQuery.queryKey].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    );
}

/** What an administrator can do to a member. Each resolves when it is done and said. */
export function useMemberChanges({ id }: Member) {
  const reread = useRereadMembers();
  const params = { id };
  return {
    change: async (body: Operations["changeMember"]["body"], done: string) => {
      await client.changeMember({ params, body });
      noticeDone(done);
      await reread();
    },
    remove: async () => {
      await client.removeMember({ params });
      noticeDone(t("members.menu.removed"));
      await reread();
    },
    invite: async () => {
      const { invitationLink } = await client.inviteMember({ params });
      await reread();
      return invitationLink;
    },
  };
}
