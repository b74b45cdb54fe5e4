import { Button, Group, Stack, Text } from "@mantine/core";
import { focusOnMount } from "../ui/focus-on-mount.ts";
import { shownWords as words } from "./wording.ts";

/** Asked before a value is lost that was neither copied nor confirmed as stored. */
export function LeaveQuestion({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  return (
    <Stack role="alertdialog" aria-labelledby="leave-title" aria-describedby="leave-text">
      <Text id="leave-title" fw={600}>
        {words.leave}
      </Text>
      <Text id="leave-text">{words.leaveText}</Text>
      <Group justify="end">
        <Button variant="default" onClick={onLeave}>
          {words.leaveAnyway}
        </Button>
        <Button ref={focusOnMount} onClick={onStay}>
          {words.stay}
        </Button>
      </Group>
    </Stack>
  );
}
