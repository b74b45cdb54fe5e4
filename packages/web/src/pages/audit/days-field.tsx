import { Button, Group, Popover, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar } from "@tabler/icons-react";
import { dayBefore, daysText } from "../../days.ts";
import { t } from "../../i18n.ts";
import { type Days, DaysPicker } from "../../ui/calendar/days-picker.tsx";
import type { AuditFilter } from "./filter.ts";

/** The usual ranges by the days before today that they begin on. */
const RANGES = [
  { name: "today", days: 0 },
  { name: "week", days: 6 },
  { name: "month", days: 29 },
] as const;

interface DaysFieldProps {
  filter: AuditFilter;
  onChange: (days: Days) => void;
}

/** From which to which day, by a calendar whose code is fetched when it is opened. */
export function DaysField({ filter: { from, to }, onChange }: DaysFieldProps) {
  const [opened, { toggle, close }] = useDisclosure();
  function pickRange(days: number) {
    onChange({ from: dayBefore(days), to: dayBefore(0) });
    close();
  }
  return (
    <Popover
      opened={opened}
      onChange={(opened) => !opened && close()}
      position="bottom-start"
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <Button
          variant="default"
          fw={400}
          aria-haspopup="dialog"
          leftSection={<IconCalendar size={16} aria-hidden />}
          onClick={toggle}
        >
          {daysText(from, to) || t("audit.days.any")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("audit.days.label")}>
        <Stack gap="sm">
          <Group gap="xs">
            {RANGES.map(({ name, days }) => (
              <Button key={name} variant="default" size="compact-sm" onClick={() => pickRange(days)}>
                {t(`audit.days.${name}`)}
              </Button>
            ))}
          </Group>
          <DaysPicker from={from} to={to} onPick={onChange} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
