import { Button, Group, Stack, Text } from "@mantine/core";
import { t } from "../../i18n.ts";
import { focusOnMount } from "../../ui/focus-on-mount.ts";

/** Asked before a value is lost that was neither copied nor confirmed as stored. */
export function LeaveQuestion({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  return (
    <Stack role="alertdialog" aria-labelledby="leave-title" aria-describedby="leave-text">
      <Text id="leave-title" fw={600}>
        {t("shown.leave.title")}
      </Text>
      <Text id="leave-text">{t("shown.leave.text")}</Text>
      <Group justify="end">
        <Button variant="default" onClick={onLeave}>
          {t("shown.leave.anyway")}
        </Button>
        <Button ref={focusOnMount} onClick={onStay}>
          {t("shown.leave.stay")}
        </Button>
      </Group>
    </Stack>
  );
}
