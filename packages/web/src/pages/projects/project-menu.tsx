import { IconLock, IconLockOpen, IconPencil } from "@tabler/icons-react";
import type { ProjectEntry } from "@tokenhouse/sdk/client";
import { ActionMenu } from "../../ui/action-menu.tsx";
import { noticeFault } from "../../ui/notices.tsx";
import { useDialog } from "../../ui/use-dialog.ts";
import { useProjectChange } from "./project-changes.ts";
import { CloseDialog, EditDialog } from "./project-dialogs.tsx";
import { t } from "../../i18n.ts";

export function ProjectMenu({ row: project }: { row: ProjectEntry }) {
  const { shown, show, trigger, close } = useDialog<"edit" | "close">();
  const change = useProjectChange(project);
  const reopen = () =>
    change({ closed: false }, t("projects.menu.reopened")).catch((error) =>
      noticeFault(t("projects.menu.failed", { name: project.name }), error),
    );
  return (
    <>
      <ActionMenu
        label={t("projects.menu.actionsOf", { name: project.name })}
        trigger={trigger}
        actions={[
          { label: t("projects.menu.edit"), Icon: IconPencil, onClick: () => show("edit") },
          project.closed
            ? { label: t("projects.menu.reopen"), Icon: IconLockOpen, onClick: () => void reopen() }
            : { label: t("projects.menu.close"), Icon: IconLock, onClick: () => show("close"), danger: true },
        ]}
      />
      {shown === "edit" && <EditDialog project={project} onClose={close} />}
      {shown === "close" && <CloseDialog project={project} onClose={close} />}
    </>
  );
}
