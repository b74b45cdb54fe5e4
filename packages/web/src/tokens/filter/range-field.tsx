import { Box, CloseButton, Group, Input } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar } from "@tabler/icons-react";
import { daysText } from "../../days.ts";
import { t } from "../../i18n.ts";
import { type Days, DaysPicker } from "../../ui/calendar/days-picker.tsx";
import type { TIMES } from "./filter.ts";
import { useFilter, withParts } from "./use-filter.ts";

const ANY: Days = { from: undefined, to: undefined };

/** From which to which day something happened, or will. */
export function RangeField({ time }: { time: (typeof TIMES)[number] }) {
  const [filter, setFilter] = useFilter();
  const [opened, calendar] = useDisclosure();
  const [from, to] = [filter[`${time}From`], filter[`${time}To`]];
  const set = ({ from, to }: Days) =>
    setFilter(withParts(filter, { [`${time}From`]: from, [`${time}To`]: to }), true);
  const label = t(`list.column.${time}`);
  const days = daysText(from, to);
  return (
    <Input.Wrapper label={label} labelElement="div">
      <Group gap={4} wrap="nowrap">
        <Input
          component="button"
          type="button"
          pointer
          flex={1}
          aria-label={t("list.part", { name: label, value: days || t("list.anyTime") })}
          aria-expanded={opened}
          leftSection={<IconCalendar size={16} aria-hidden />}
          onClick={calendar.toggle}
        >
          {days || <Input.Placeholder>{t("list.anyTime")}</Input.Placeholder>}
        </Input>
        {days !== "" && (
          <CloseButton aria-label={t("common.filters.remove", { filter: label })} onClick={() => set(ANY)} />
        )}
      </Group>
      {opened && (
        <Box pt="xs">
          <DaysPicker from={from} to={to} onPick={set} />
        </Box>
      )}
    </Input.Wrapper>
  );
}
