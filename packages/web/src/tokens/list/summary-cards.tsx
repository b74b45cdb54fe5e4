import { Group, SimpleGrid, Text, UnstyledButton } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconClockExclamation, IconClockX } from "@tabler/icons-react";
import { locale, t } from "../../i18n.ts";
import type { Summary } from "../../queries.ts";
import type { TokenFilter } from "../filter/filter.ts";
import { useFilter, withParts } from "../filter/use-filter.ts";

/** What the server counts as expiring soon. */
const SOON_DAYS = 14;

const CARDS = [
  { id: "active", Icon: IconCircleCheck, color: "green", part: { status: "active" } },
  { id: "expiringSoon", Icon: IconClockExclamation, color: "yellow", part: { expiresWithinDays: SOON_DAYS } },
  { id: "revoked", Icon: IconCircleMinus, color: "orange", part: { status: "revoked" } },
  { id: "expired", Icon: IconClockX, color: "red", part: { status: "expired" } },
] as const;

/** How many tokens are in which state. Each number is a button that leaves just these in the list, or all again. */
export function SummaryCards({ summary }: { summary: Summary | undefined }) {
  const [filter, setFilter] = useFilter();
  return (
    <fieldset className="plain-fieldset" aria-label={t("list.cards.label")}>
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="xs">
        {CARDS.map(({ id, Icon, color, part }) => {
          const { status, expiresWithinDays } = part as Pick<TokenFilter, "status" | "expiresWithinDays">;
          const isPressed = filter.status === status && filter.expiresWithinDays === expiresWithinDays;
          const parts = isPressed
            ? { status: undefined, expiresWithinDays: undefined }
            : { status, expiresWithinDays };
          return (
            <UnstyledButton
              key={id}
              className="summary-card"
              aria-pressed={isPressed}
              onClick={() => setFilter(withParts(filter, parts))}
            >
              <Text span className="figures" fz={20} fw={600} lh={1.3}>
                {summary ? summary[id].toLocaleString(locale()) : "–"}
              </Text>
              <Group gap={6} wrap="nowrap">
                <Icon
                  size={14}
                  aria-hidden
                  color={`var(--mantine-color-${color}-light-color)`}
                  className="whole"
                />
                <Text span size="xs" c="dimmed">
                  {t(`list.cards.${id}`)}
                </Text>
              </Group>
            </UnstyledButton>
          );
        })}
      </SimpleGrid>
    </fieldset>
  );
}
