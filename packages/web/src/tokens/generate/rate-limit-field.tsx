import { NativeSelect, TextInput, type TextInputProps } from "@mantine/core";
import { t } from "../../i18n.ts";
import { PERIODS } from "../rate-limit.ts";

interface RateLimitFieldProps extends TextInputProps {
  windowSeconds: string;
  onPeriod: (windowSeconds: string) => void;
}

/** How many requests, and in the same line in which time. */
export function RateLimitField({ windowSeconds, onPeriod, ...requests }: RateLimitFieldProps) {
  return (
    <TextInput
      label={t("generate.limit.label")}
      description={t("generate.limit.help")}
      placeholder={t("generate.limit.hint")}
      inputMode="numeric"
      autoComplete="off"
      rightSectionWidth={148}
      rightSection={
        <NativeSelect
          variant="unstyled"
          classNames={{ root: "period", input: "period-input" }}
          w="100%"
          // Its own: inside another field it would take that one's.
          rightSectionWidth={32}
          aria-label={t("generate.limit.period")}
          data={(["second", "minute", "hour", "day"] as const).map((period) => ({
            value: String(PERIODS[period]),
            label: t(`generate.limit.per.${period}`),
          }))}
          value={windowSeconds}
          onChange={(event) => onPeriod(event.currentTarget.value)}
        />
      }
      {...requests}
    />
  );
}
