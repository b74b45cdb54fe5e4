import { Button, Stack, Text } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { faultText } from "../../faults.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { FrontDoor } from "../../ui/front-door.tsx";
import { words } from "./wording.ts";

/** What stands in for a page that threw: the reason in words and another try, with fresh code if there is a new release. */
export function BrokenPage({ error }: ErrorComponentProps) {
  const { title, text, again } = words.broken;
  return (
    <FrontDoor title={title}>
      <Stack align="start">
        <FaultAlert>{faultText(error)}</FaultAlert>
        <Text>{text}</Text>
        <Button onClick={() => location.reload()}>{again}</Button>
      </Stack>
    </FrontDoor>
  );
}
