import { Button, Stack, Text } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { faultText } from "../../faults.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { FrontDoor } from "../../ui/front-door.tsx";
import { words } from "./wording.ts";

/** What stands in for a page that threw: the reason in words and another try. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { title, text, again } = words.broken;
  async function tryAgain() {
    await router.invalidate();
    reset();
  }
  return (
    <FrontDoor title={title}>
      <Stack align="start">
        <FaultAlert>{faultText(error)}</FaultAlert>
        <Text>{text}</Text>
        <Button onClick={() => void tryAgain()}>{again}</Button>
      </Stack>
    </FrontDoor>
  );
}
