import { ActionIcon, Button, Group, Popover, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import type { TextInputProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar, IconClockHour4, IconInfinity } from "@tabler/icons-react";
import type { Settings } from "@tokenhouse/sdk/client";
import { lazy, Suspense } from "react";
import { t } from "../../i18n.ts";
import { dayOf, expiryOf, lifetimeUntil, NEVER, parseLifetime, presetsWithin } from "../../lifetime.ts";
import { DAY_MS, longDate, longTime, utcTime } from "../../time.ts";
import { useNow } from "../../ui/use-now.ts";

const loadCalendar = async () => ({
  default: (await import("../../ui/calendar/day-calendar.tsx")).DayCalendar,
});
const DayCalendar = lazy(loadCalendar);

interface LifetimeFieldProps extends TextInputProps {
  settings: Settings;
  value: string;
  onPick: (days: string) => void;
}

/** The lifetime as typed, the usual ones and a calendar beside it, and always the day it leads to. */
export function LifetimeField({ settings, onPick, ...input }: LifetimeFieldProps) {
  const { maxLifetimeDays } = settings;
  const nowMs = useNow();
  const unlimited = maxLifetimeDays === NEVER;
  const expiresAtMs = expiryOf(parseLifetime(input.value), maxLifetimeDays, nowMs);
  return (
    <Stack gap={8}>
      <TextInput
        label={t("generate.lifetime.label")}
        {...(unlimited && { description: t("generate.lifetime.neverHelp") })}
        inputMode={unlimited ? "text" : "numeric"}
        autoComplete="off"
        rightSection={
          <CalendarButton
            nowMs={nowMs}
            chosen={expiresAtMs ?? undefined}
            maxLifetimeDays={maxLifetimeDays}
            onPick={onPick}
          />
        }
        {...input}
      />
      <Presets settings={settings} value={input.value} onPick={onPick} />
      <Group gap={6} wrap="nowrap" align="start">
        {expiresAtMs === null ? (
          <IconInfinity size={16} className="beside-text" aria-hidden />
        ) : (
          <IconClockHour4 size={16} className="beside-text" aria-hidden />
        )}
        <div>
          <Text component="output" display="block" size="sm">
            {outcome(expiresAtMs)}
          </Text>
          <Text size="xs" c="dimmed">
            {unlimited
              ? t("generate.lifetime.noLimit")
              : t("generate.lifetime.limit", {
                  count: maxLifetimeDays,
                  date: longDate(nowMs + maxLifetimeDays * DAY_MS),
                })}
          </Text>
        </div>
      </Group>
    </Stack>
  );
}

/** The usual lifetimes; the one that the project proposes says so. */
function Presets({ settings, value, onPick }: Pick<LifetimeFieldProps, "settings" | "value" | "onPick">) {
  const { maxLifetimeDays, defaultLifetimeDays } = settings;
  return (
    <Group component="fieldset" gap={6} p={0} m={0} bd={0} aria-label={t("generate.lifetime.presets")}>
      {presetsWithin(maxLifetimeDays, defaultLifetimeDays).map((days) => {
        const chosen = value.trim() === String(days);
        return (
          <Button
            key={days}
            size="compact-sm"
            variant={chosen ? "light" : "default"}
            aria-pressed={chosen}
            onClick={() => onPick(String(days))}
          >
            {days === NEVER ? t("generate.lifetime.never") : t("generate.lifetime.days", { count: days })}
            {days === defaultLifetimeDays && (
              <Text span inherit ms={6} fw={400} size="xs">
                {t("generate.lifetime.recommended")}
              </Text>
            )}
          </Button>
        );
      })}
    </Group>
  );
}

interface CalendarButtonProps {
  nowMs: number;
  chosen: number | undefined;
  maxLifetimeDays: number;
  onPick: (days: string) => void;
}

function CalendarButton({ nowMs, chosen, maxLifetimeDays, onPick }: CalendarButtonProps) {
  const [opened, { toggle, close }] = useDisclosure();
  const label = t("generate.calendar.open");
  return (
    <Popover opened={opened} onChange={close} trapFocus returnFocus position="bottom-end" shadow="md">
      <Popover.Target>
        <ActionIcon
          aria-label={label}
          title={label}
          onPointerEnter={() => void loadCalendar()}
          onFocus={() => void loadCalendar()}
          onClick={toggle}
        >
          <IconCalendar size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={label} data-mantine-stop-propagation>
        <Suspense fallback={<Skeleton h={256} w={260} />}>
          <DayCalendar
            value={chosen === undefined ? null : dayOf(chosen)}
            minDate={dayOf(nowMs + DAY_MS)}
            {...(maxLifetimeDays !== NEVER && { maxDate: dayOf(nowMs + maxLifetimeDays * DAY_MS) })}
            onPick={(day) => {
              onPick(String(lifetimeUntil(day, nowMs)));
              close();
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

function outcome(expiresAtMs: number | null | undefined): string {
  if (expiresAtMs === undefined) return t("generate.lifetime.notAllowed");
  if (expiresAtMs === null) return t("generate.lifetime.neverExpires");
  return t("generate.lifetime.expires", { local: longTime(expiresAtMs), utc: utcTime(expiresAtMs) });
}
