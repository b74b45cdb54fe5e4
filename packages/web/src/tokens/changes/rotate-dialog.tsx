import { Radio, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Token } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { longTime } from "../../time.ts";
import { SubmitForm } from "../../ui/submit-form.tsx";
import { useNow } from "../../ui/use-now.ts";
import { ValueDialog, type ValueForm } from "../value/value-dialog.tsx";

const DAY_SECONDS = 24 * 60 * 60;

const OVERLAPS = {
  now: 0,
  quarter: 15 * 60,
  hour: 60 * 60,
  day: DAY_SECONDS,
  week: 7 * DAY_SECONDS,
  month: 30 * DAY_SECONDS,
} as const;

type Overlap = keyof typeof OVERLAPS;

export function RotateDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  return (
    <ValueDialog title={t("generate.rotate.title")} onClose={onClose}>
      {(form) => <RotateForm token={token} {...form} />}
    </ValueDialog>
  );
}

/** Asks how long the old value is to work beside the new one, and says when that ends. */
function RotateForm({ token, make, onCancel }: { token: Token } & ValueForm) {
  const nowMs = useNow();
  const form = useForm<{ overlap: Overlap }>({ initialValues: { overlap: "day" } });
  const rotate = (overlap: Overlap) =>
    client.rotateToken({ params: { id: token.id }, body: { overlapSeconds: OVERLAPS[overlap] } });
  return (
    <SubmitForm
      form={form}
      submit={t("generate.rotate.submit")}
      onCancel={onCancel}
      send={({ overlap }) => make(() => rotate(overlap))}
    >
      <Text fw={600} className="as-typed">
        {t("generate.rotate.question", { name: token.name })}
      </Text>
      <Text>
        {token.expiresAt === null
          ? t("generate.rotate.staysForever")
          : t("generate.rotate.stays", { expiry: longTime(token.expiresAt) })}
      </Text>
      <Radio.Group label={t("generate.rotate.oldValueEnds")} {...form.getInputProps("overlap")}>
        <Stack gap="xs" mt="xs">
          {(Object.keys(OVERLAPS) as Overlap[]).map((overlap) => (
            <Radio
              key={overlap}
              value={overlap}
              label={t(`generate.rotate.after.${overlap}`)}
              description={overlap === "now" ? t("generate.rotate.atOnce") : endOf(token, overlap, nowMs)}
              data-autofocus={form.values.overlap === overlap || undefined}
            />
          ))}
        </Stack>
      </Radio.Group>
    </SubmitForm>
  );
}

/** When the old value ends: no later than the token itself. */
function endOf({ expiresAt }: Token, overlap: Overlap, nowMs: number): string {
  const endsAtMs = nowMs + OVERLAPS[overlap] * 1000;
  const expiresAtMs = expiresAt === null ? Infinity : Date.parse(expiresAt);
  if (expiresAtMs <= endsAtMs) return t("generate.rotate.withToken");
  return longTime(endsAtMs);
}
