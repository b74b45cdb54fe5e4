import { Radio, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Token } from "@tokenhouse/sdk/client";
import { client } from "../api.ts";
import { noticeDone } from "../ui/notices.tsx";
import { SubmitForm } from "../ui/submit-form.tsx";
import { ValueDialog, type ValueForm } from "./value-dialog.tsx";
import { rotateWords as words } from "./wording.ts";

const DAY_SECONDS = 24 * 60 * 60;

const OVERLAPS = [
  { seconds: 0, label: words.now },
  { seconds: 15 * 60, label: words.after("15 minutes") },
  { seconds: 60 * 60, label: words.after("1 hour") },
  { seconds: DAY_SECONDS, label: words.after("24 hours") },
  { seconds: 7 * DAY_SECONDS, label: words.after("7 days") },
  { seconds: 30 * DAY_SECONDS, label: words.after("30 days") },
];

export function RotateDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  return (
    <ValueDialog title={words.title} onClose={onClose}>
      {(form) => <RotateForm token={token} {...form} />}
    </ValueDialog>
  );
}

function RotateForm({ token, make, onCancel }: { token: Token } & ValueForm) {
  const form = useForm({ initialValues: { overlap: String(DAY_SECONDS) } });
  async function rotate(overlapSeconds: number) {
    const rotated = await client.rotateToken({ params: { id: token.id }, body: { overlapSeconds } });
    noticeDone(words.rotated(rotated.token), words.oldValue(rotated));
    return rotated;
  }
  return (
    <SubmitForm
      form={form}
      submit={words.submit}
      onCancel={onCancel}
      send={({ overlap }) => make(() => rotate(Number(overlap)))}
    >
      <Text fw={600} className="as-typed">
        {words.question(token.name)}
      </Text>
      <Text>{words.text}</Text>
      <Radio.Group label={words.oldValueEnds} {...form.getInputProps("overlap")}>
        <Stack gap="xs" mt="xs">
          {OVERLAPS.map(({ seconds, label }) => (
            <Radio
              key={seconds}
              value={String(seconds)}
              label={label}
              data-autofocus={form.values.overlap === String(seconds) || undefined}
            />
          ))}
        </Stack>
      </Radio.Group>
    </SubmitForm>
  );
}
