import { IconLock, IconLockOpen, IconPencil } from "@tabler/icons-react";
import type { ProjectEntry } from "@tokenhouse/sdk/client";
import { ActionMenu } from "../../ui/action-menu.tsx";
import { useDialog } from "../../ui/dialog/use-dialog.ts";
import { CloseDialog, EditDialog, ReopenDialog } from "./project-dialogs.tsx";
import { t } from "../../i18n.ts";

export function ProjectMenu({ row: project }: { row: ProjectEntry }) {
  const { shown, show, trigger, close } = useDialog<"edit" | "close" | "reopen">();
  return (
    <>
      <ActionMenu
        label={t("projects.menu.actionsOf", { name: project.name })}
        trigger={trigger}
        actions={[
          { label: t("projects.menu.edit"), Icon: IconPencil, onClick: () => show("edit") },
          project.closed
            ? { label: t("projects.menu.reopen"), Icon: IconLockOpen, onClick: () => show("reopen") }
            : { label: t("projects.menu.close"), Icon: IconLock, onClick: () => show("close"), danger: true },
        ]}
      />
      {shown === "edit" && <EditDialog project={project} onClose={close} />}
      {shown === "close" && <CloseDialog project={project} onClose={close} />}
      {shown === "reopen" && <ReopenDialog project={project} onClose={close} />}
    </>
  );
}
