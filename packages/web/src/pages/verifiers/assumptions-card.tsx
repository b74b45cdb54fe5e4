import { Card, List, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconHelpCircle } from "@tabler/icons-react";
import { isText, t } from "../../i18n.ts";
import type { Verifiers } from "./verifiers-query.ts";

type Assumption = Verifiers["assumptions"][number];

const LOOKS = {
  holds: { colour: "green", Icon: IconCircleCheck },
  broken: { colour: "red", Icon: IconCircleX },
  unknown: { colour: "dimmed", Icon: IconHelpCircle },
} as const;

/** What has to be so for the promise above to be worth anything. */
export function AssumptionsCard({ assumptions }: { assumptions: readonly Assumption[] }) {
  return (
    <Card component="section" aria-label={t("verifiers.reliesOn.title")} className="quiet-card" withBorder>
      <Title order={2} size="h3">
        {t("verifiers.reliesOn.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t("verifiers.reliesOn.intro")}
      </Text>
      <List listStyleType="none" spacing="xs" size="sm">
        {assumptions.map((assumption) => (
          <Entry key={assumption.name} assumption={assumption} />
        ))}
      </List>
    </Card>
  );
}

function Entry({ assumption: { name, holds } }: { assumption: Assumption }) {
  const state = holds === null ? "unknown" : holds ? "holds" : "broken";
  const { colour, Icon } = LOOKS[state];
  const [nameKey, adviceKey] = [`verifiers.reliesOn.names.${name}`, `verifiers.reliesOn.advice.${name}`];
  return (
    <List.Item
      icon={
        <Text span c={colour} className="whole">
          <Icon size={20} aria-hidden />
        </Text>
      }
    >
      <VisuallyHidden>{t(`verifiers.reliesOn.states.${state}`)}</VisuallyHidden>
      {isText(nameKey) ? t(nameKey) : name}
      {holds !== true && (
        <Text size="xs" c="dimmed">
          {t(isText(adviceKey) ? adviceKey : "verifiers.reliesOn.advice.other")}
        </Text>
      )}
    </List.Item>
  );
}
