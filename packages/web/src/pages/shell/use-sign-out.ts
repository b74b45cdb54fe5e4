import { useMutation } from "@tanstack/react-query";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { startAfresh } from "../../queries.ts";
import { noticeFault } from "../../ui/notices/notices.tsx";

/** Answers how to end the session here. */
export function useSignOut(): () => void {
  const { mutate } = useMutation({
    mutationFn: () => client.signOut(),
    onSuccess: () => startAfresh(null),
    onError: (error) => noticeFault(t("shell.signOutFailed"), error),
  });
  return mutate;
}
