import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { CopyLine } from "../../ui/copy-line.tsx";
import { linkWords as words } from "./wording.ts";

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
      title={words.title}
      size="lg"
      closeOnClickOutside={false}
      returnFocus={false}
    >
      <Stack>
        <Alert color="yellow" variant="light" icon={<IconMail aria-hidden />}>
          {words.warning(name)}
        </Alert>
        <CopyLine label={words.label} line={link} copy={words.copy} />
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {words.done}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
