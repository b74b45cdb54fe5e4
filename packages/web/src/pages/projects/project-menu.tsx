import { IconLock, IconLockOpen, IconPencil } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { ProjectEntry } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { ActionMenu } from "../../ui/action-menu.tsx";
import { noticeDone, noticeFault } from "../../ui/notices.tsx";
import { useDialog } from "../../ui/use-dialog.ts";
import { useRereadProjects } from "./project-changes.ts";
import { CloseDialog, EditDialog } from "./project-dialogs.tsx";
import { menuWords as words } from "./wording.ts";

export function ProjectMenu({ row: project }: { row: ProjectEntry }) {
  const { shown, show, trigger, close } = useDialog<"edit" | "close">();
  const reread = useRereadProjects();
  const reopen = useMutation({
    mutationFn: () => client.changeProject({ params: { id: project.id }, body: { closed: false } }),
    onSuccess: () => noticeDone(words.reopened),
    onError: (error) => noticeFault(words.failed(project.name), error),
    onSettled: reread,
  });
  return (
    <>
      <ActionMenu
        label={words.actionsOf(project.name)}
        trigger={trigger}
        actions={[
          { label: words.edit, Icon: IconPencil, onClick: () => show("edit") },
          project.closed
            ? { label: words.reopen, Icon: IconLockOpen, onClick: () => reopen.mutate() }
            : { label: words.close, Icon: IconLock, onClick: () => show("close"), danger: true },
        ]}
      />
      {shown === "edit" && <EditDialog project={project} onClose={close} />}
      {shown === "close" && <CloseDialog project={project} onClose={close} />}
    </>
  );
}
