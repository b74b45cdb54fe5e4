import { Button, Group, Stack, Text, TextInput, type TextInputProps } from "@mantine/core";
import type { Settings } from "@tokenhouse/sdk/client";
import { expiryOf, NEVER, parseLifetime, presetsWithin } from "../lifetime.ts";
import { DAY_MS, longDate, longTime, utcTime } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import { generateWords as words } from "./wording.ts";

interface LifetimeFieldProps extends TextInputProps {
  settings: Settings;
  value: string;
  onPreset: (days: string) => void;
}

/** The lifetime as typed, the usual ones beside it, and always the day it leads to. */
export function LifetimeField({ settings, onPreset, ...input }: LifetimeFieldProps) {
  const { maxLifetimeDays } = settings;
  const nowMs = useNow();
  const unlimited = maxLifetimeDays === NEVER;
  return (
    <Stack gap="xs">
      <TextInput
        label={words.lifetime}
        {...(unlimited && { description: words.lifetimeHelp })}
        inputMode={unlimited ? "text" : "numeric"}
        autoComplete="off"
        {...input}
      />
      <Group component="fieldset" gap={6} p={0} m={0} bd={0} aria-label={words.presets}>
        {presetsWithin(maxLifetimeDays).map((days) => {
          const chosen = input.value === String(days);
          return (
            <Button
              key={days}
              size="compact-sm"
              radius="xl"
              variant={chosen ? "filled" : "default"}
              aria-pressed={chosen}
              onClick={() => onPreset(String(days))}
            >
              {words.preset(days)}
            </Button>
          );
        })}
      </Group>
      <Text component="output" size="sm">
        {outcome(expiryOf(parseLifetime(input.value), maxLifetimeDays, nowMs))}
      </Text>
      <Text size="sm" c="dimmed">
        {unlimited ? words.noLimit : words.limit(maxLifetimeDays, longDate(nowMs + maxLifetimeDays * DAY_MS))}
      </Text>
    </Stack>
  );
}

function outcome(expiresAtMs: number | null | undefined): string {
  if (expiresAtMs === undefined) return words.notAllowed;
  if (expiresAtMs === null) return words.neverExpires;
  return words.expires(longTime(expiresAtMs), utcTime(expiresAtMs));
}
