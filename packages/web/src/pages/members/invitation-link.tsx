import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { CopyLine } from "../../ui/copy-line.tsx";
import { t } from "../../i18n.ts";

interface InvitationLinkProps {
  name: string;
  link: string;
  onClose: () => void;
}

/** The only showing of an invitation link. It lives in its dialog's state and nowhere else. */
export function InvitationLink({ name, link, onClose }: InvitationLinkProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("members.link.title")}
      size="lg"
      closeOnClickOutside={false}
      returnFocus={false}
    >
      <Stack>
        <Alert color="yellow" variant="light" icon={<IconMail aria-hidden />}>
          {t("members.link.warning", { name })}
        </Alert>
        <CopyLine label={t("members.link.label")} line={link} copy={t("members.link.copy")} />
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {t("members.link.done")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
