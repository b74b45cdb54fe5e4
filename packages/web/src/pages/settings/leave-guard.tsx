import { Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { t } from "../../i18n.ts";
import { ConfirmDialog } from "../../ui/dialog/confirm-dialog.tsx";

/** Asks before a page with unsaved changes is left, for another page or for good. */
export function LeaveGuard({ isUnsaved }: { isUnsaved: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isUnsaved && current.pathname !== next.pathname,
    enableBeforeUnload: isUnsaved,
    withResolver: true,
  });
  if (status !== "blocked") return null;
  return (
    <ConfirmDialog
      title={t("settings.leave.title")}
      submit={t("settings.leave.submit")}
      danger
      send={() => Promise.resolve(proceed())}
      onCancel={reset}
    >
      <Text>{t("settings.leave.text")}</Text>
    </ConfirmDialog>
  );
}
