import { Button, Stack, Text } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { faultText } from "../../faults.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { t } from "../../i18n.ts";
import { FrontDoor } from "../../ui/front-door.tsx";

/** What stands in for a page that threw: the reason in words and another try, with fresh code if there is a new release. */
export function BrokenPage({ error }: ErrorComponentProps) {
  return (
    <FrontDoor title={t("failures.broken.title")}>
      <Stack align="start">
        <FaultAlert>{faultText(error)}</FaultAlert>
        <Text>{t("failures.broken.text")}</Text>
        <Button onClick={() => location.reload()}>{t("failures.broken.again")}</Button>
      </Stack>
    </FrontDoor>
  );
}
