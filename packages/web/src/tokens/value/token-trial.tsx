import { Button, Group, Text } from "@mantine/core";
import { IconAlertCircle, IconCircleCheck, IconPlugConnected } from "@tabler/icons-react";
import { createClient } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { address } from "../../api.ts";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";

interface Outcome {
  works: boolean;
  text: string;
}

/** Calls the API with the value alone, without the session, and says what came of it. */
export function TokenTrial({ value }: { value: string }) {
  const [running, setRunning] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  // No mutation: its cache would remember what it was called with.
  async function run() {
    setRunning(true);
    setOutcome(undefined);
    setOutcome(await tryValue(value));
    setRunning(false);
  }
  const Icon = outcome?.works === true ? IconCircleCheck : IconAlertCircle;
  return (
    <Group gap="sm" wrap="nowrap" align="start">
      <Button
        variant="default"
        flex="none"
        leftSection={<IconPlugConnected size={18} aria-hidden />}
        loading={running}
        onClick={() => void run()}
      >
        {t("shown.trial.run")}
      </Button>
      <Group
        component="output"
        gap={6}
        wrap="nowrap"
        align="start"
        pt={6}
        {...(outcome && {
          c: outcome.works ? "var(--mantine-color-green-light-color)" : "var(--mantine-color-error)",
        })}
      >
        {outcome && <Icon size={18} className="beside-text" aria-hidden />}
        <Text span size="sm" fw={600} className="as-typed">
          {outcome?.text ?? ""}
        </Text>
      </Group>
    </Group>
  );
}

async function tryValue(value: string): Promise<Outcome> {
  try {
    const { user, serviceAccount, project } = await createClient({ url: address, token: value }).getMe();
    const holder = user?.name ?? serviceAccount?.name ?? "";
    return { works: true, text: t("shown.trial.works", { holder, project: project.name }) };
  } catch (error) {
    return { works: false, text: faultText(error) };
  }
}
