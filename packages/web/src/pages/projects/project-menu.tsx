import { IconLock, IconLockOpen, IconPencil } from "@tabler/icons-react";
import type { ProjectEntry } from "@tokenhouse/sdk/client";
import { ActionMenu } from "../../ui/action-menu.tsx";
import { noticeFault } from "../../ui/notices.tsx";
import { useDialog } from "../../ui/use-dialog.ts";
import { useProjectChange } from "./project-changes.ts";
import { CloseDialog, EditDialog } from "./project-dialogs.tsx";
import { menuWords as words } from "./wording.ts";

export function ProjectMenu({ row: project }: { row: ProjectEntry }) {
  const { shown, show, trigger, close } = useDialog<"edit" | "close">();
  const change = useProjectChange(project);
  const reopen = () =>
    change({ closed: false }, words.reopened).catch((error) =>
      noticeFault(words.failed(project.name), error),
    );
  return (
    <>
      <ActionMenu
        label={words.actionsOf(project.name)}
        trigger={trigger}
        actions={[
          { label: words.edit, Icon: IconPencil, onClick: () => show("edit") },
          project.closed
            ? { label: words.reopen, Icon: IconLockOpen, onClick: () => void reopen() }
            : { label: words.close, Icon: IconLock, onClick: () => show("close"), danger: true },
        ]}
      />
      {shown === "edit" && <EditDialog project={project} onClose={close} />}
      {shown === "close" && <CloseDialog project={project} onClose={close} />}
    </>
  );
}
