import { Box, CloseButton, Group, Input, Skeleton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { daysText } from "../../days.ts";
import { t } from "../../i18n.ts";
import type { TIMES } from "./filter.ts";
import { useFilter, withParts } from "./use-filter.ts";

const RangeCalendar = lazy(async () => ({
  default: (await import("../../ui/calendar/range-calendar.tsx")).RangeCalendar,
}));

/** From which to which day something happened, or will. */
export function RangeField({ time }: { time: (typeof TIMES)[number] }) {
  const [filter, setFilter] = useFilter();
  const [opened, calendar] = useDisclosure();
  const [from, to] = [filter[`${time}From`], filter[`${time}To`]];
  const set = (from: string | null, to: string | null) =>
    setFilter(
      withParts(filter, { [`${time}From`]: from ?? undefined, [`${time}To`]: to ?? undefined }),
      true,
    );
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
          <CloseButton
            aria-label={t("list.removeFilter", { filter: label })}
            onClick={() => set(null, null)}
          />
        )}
      </Group>
      {opened && (
        <Box pt="xs">
          <Suspense fallback={<Skeleton height={260} />}>
            <RangeCalendar value={[from ?? null, to ?? null]} onPick={([from, to]) => set(from, to)} />
          </Suspense>
        </Box>
      )}
    </Input.Wrapper>
  );
}
