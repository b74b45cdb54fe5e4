import { Menu, Text } from "@mantine/core";
import { IconBan, IconHourglassOff, IconRefresh, IconRestore, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Token } from "@tokenhouse/sdk/client";
import { lazy, Suspense } from "react";
import { t } from "../../i18n.ts";
import { sessionQuery, settingsQuery } from "../../queries.ts";
import { ActionMenu } from "../../ui/action-menu.tsx";
import { useDialog } from "../../ui/dialog/use-dialog.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { useTokenChange } from "./token-changes.ts";
import { actionsOn, mustRevokeFirst } from "./token-rights.ts";

const RotateDialog = lazy(async () => ({ default: (await import("./rotate-dialog.tsx")).RotateDialog }));

const ICONS = { rotate: IconRefresh, endOverlap: IconHourglassOff, revoke: IconBan, restore: IconRestore };

/** What this person may do to this token. */
export function RowMenu({ row: token }: { row: Token }) {
  const { data: settings } = useQuery(settingsQuery);
  const { data: signedIn } = useQuery(sessionQuery);
  const change = useTokenChange(token);
  const { shown, show, trigger, close, leave } = useDialog<"rotate" | "delete">();
  const revokeFirst = mustRevokeFirst(token, settings?.requireRevokeBeforeDelete === true);

  return (
    <>
      <ActionMenu
        label={t("changes.actionsOf", { name: token.name })}
        trigger={trigger}
        actions={actionsOn(token, signedIn?.user.id).map((action) => ({
          label: t(`changes.${action}`),
          Icon: ICONS[action],
          onClick: () => (action === "rotate" ? show(action) : change.mutate(action)),
        }))}
      >
        <DeleteItem revokeFirst={revokeFirst} onClick={() => show("delete")} />
      </ActionMenu>
      {shown === "delete" && <DeleteDialog token={token} onCancel={close} onDeleted={leave} />}
      {shown === "rotate" && (
        <Suspense>
          <RotateDialog token={token} onClose={close} />
        </Suspense>
      )}
    </>
  );
}

function DeleteItem({ revokeFirst, onClick }: { revokeFirst: boolean; onClick: () => void }) {
  return (
    <Menu.Item
      {...(revokeFirst ? { opacity: 1 } : { c: "var(--mantine-color-error)" })}
      leftSection={<IconTrash size={16} aria-hidden />}
      disabled={revokeFirst}
      onClick={onClick}
    >
      {t("changes.delete")}
      {revokeFirst && (
        <Text span display="block" size="xs" c="dimmed">
          {t("changes.revokeFirst")}
        </Text>
      )}
    </Menu.Item>
  );
}
