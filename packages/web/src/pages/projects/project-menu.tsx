import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconLock, IconLockOpen, IconPencil } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { ProjectEntry } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
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
      <Menu>
        <Menu.Target>
          <ActionIcon ref={trigger} aria-label={words.actionsOf(project.name)}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => show("edit")}>
            {words.edit}
          </Menu.Item>
          {project.closed ? (
            <Menu.Item leftSection={<IconLockOpen size={16} aria-hidden />} onClick={() => reopen.mutate()}>
              {words.reopen}
            </Menu.Item>
          ) : (
            <Menu.Item
              c="var(--mantine-color-error)"
              leftSection={<IconLock size={16} aria-hidden />}
              onClick={() => show("close")}
            >
              {words.close}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {shown === "edit" && <EditDialog project={project} onClose={close} />}
      {shown === "close" && <CloseDialog project={project} onClose={close} />}
    </>
  );
}
