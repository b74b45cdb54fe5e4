import { Button, Code, Group, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { address } from "../../api.ts";
import { t } from "../../i18n.ts";
import { CopyLines } from "../../ui/copy-lines.tsx";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { curlOf } from "./call.ts";
import type { Operation, Reference } from "./document.ts";
import { bodyExample } from "./schema.ts";
import { type Answer, send } from "./send.ts";

interface TryOutProps {
  operation: Operation;
  schemas: Reference["schemas"];
  token: string | undefined;
}

/** Fills in a request, sends it as it is, and shows what came back. */
export function TryOut({ operation, schemas, token }: TryOutProps) {
  const { parameters, body: wanted } = operation;
  const [values, setValues] = useState<Record<string, string>>({});
  const [body, setBody] = useState(() => (wanted ? bodyExample(schemas, wanted) : ""));
  const attempt = { operation, values, body };
  const sending = useMutation({ mutationFn: () => send(attempt, token), retry: false });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate();
  };
  return (
    <form onSubmit={submit} className="try-out">
      <Title order={3} fz="md" mb="xs">
        {t("apiReference.tryOut")}
      </Title>
      <Stack gap="sm">
        {parameters.map(({ name, required }) => (
          <TextInput
            key={name}
            label={name}
            required={required}
            value={values[name] ?? ""}
            autoComplete="off"
            onChange={({ currentTarget }) => setValues({ ...values, [name]: currentTarget.value })}
          />
        ))}
        {wanted && (
          <Textarea
            label={t("apiReference.body")}
            rows={Math.min(12, body.split("\n").length + 1)}
            value={body}
            spellCheck={false}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            onChange={({ currentTarget }) => setBody(currentTarget.value)}
          />
        )}
        <Group>
          <Button type="submit" loading={sending.isPending}>
            {t("apiReference.send")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("apiReference.forReal")}
          </Text>
        </Group>
        <CopyLines lines={curlOf(attempt, address)} copy={t("apiReference.copyCurl")} />
        {sending.isError && <FaultAlert>{t("apiReference.noAnswer")}</FaultAlert>}
        {sending.data && <Answered answer={sending.data} />}
      </Stack>
    </form>
  );
}

function Answered({ answer: { status, statusText, headers, body, ms } }: { answer: Answer }) {
  return (
    <section aria-label={t("apiReference.answer")}>
      <Text component="output" display="block" fw={600} mb={4}>
        {`${status} ${statusText} · ${ms} ms`}
      </Text>
      {body !== "" && (
        <Code block className="snippet" mb="xs">
          {body}
        </Code>
      )}
      <details>
        <summary>{t("apiReference.headers")}</summary>
        <Code block className="snippet">
          {headers.map(([name, value]) => `${name}: ${value}`).join("\n")}
        </Code>
      </details>
    </section>
  );
}
