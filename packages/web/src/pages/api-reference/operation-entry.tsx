import { Badge, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { t } from "../../i18n.ts";
import type { Operation, Reference } from "./document.ts";
import { FieldTable } from "./field-table.tsx";
import { fieldsOf, typeOf } from "./schema.ts";
import { TryOut } from "./try-out.tsx";

interface OperationProps {
  operation: Operation;
  schemas: Reference["schemas"];
  token: string | undefined;
}

const COLOURS: Record<string, string> = { GET: "green", POST: "blue", PATCH: "orange", DELETE: "red" };

/** One route: a line that opens into all that is known of it. */
export function OperationEntry({ operation, schemas, token }: OperationProps) {
  const [opened, setOpened] = useState(false);
  const { method, path, summary, operationId } = operation;
  return (
    <details
      className="operation"
      id={operationId}
      onToggle={({ currentTarget }) => setOpened(currentTarget.open)}
    >
      <summary>
        <Badge color={COLOURS[method] ?? "gray"} w={78}>
          {method}
        </Badge>
        <code className="anywhere">{path}</code>
        <Text span size="sm" c="dimmed" lang="en">
          {summary}
        </Text>
      </summary>
      {opened && <Details operation={operation} schemas={schemas} token={token} />}
    </details>
  );
}

function Details({ operation, schemas, token }: OperationProps) {
  const { description, credentials, scope, parameters, body, answers, operationId } = operation;
  const asked = parameters.map(({ name, required, schema }) => ({
    name,
    required,
    type: typeOf(schemas, schema),
    description: schema.description ?? "",
  }));
  return (
    <Stack className="operation-details">
      {description && <Text lang="en">{description}</Text>}
      <Group gap="lg">
        <Fact label={t("apiReference.operation")} value={operationId} />
        <Fact label={t("apiReference.credentials")} value={credentials.join(", ") || "–"} />
        {scope !== undefined && <Fact label={t("apiReference.scope")} value={scope} />}
      </Group>
      <FieldTable title={t("apiReference.parameters")} fields={asked} />
      {body && <FieldTable title={t("apiReference.body")} fields={fieldsOf(schemas, body.schema)} />}
      <TryOut
        key={token === undefined ? "session" : "token"}
        operation={operation}
        schemas={schemas}
        token={token}
      />
      <div>
        <Title order={3} fz="md" mb={4}>
          {t("apiReference.answers")}
        </Title>
        {answers.map(({ status, says }) => (
          <Text key={status} size="sm" className="anywhere" lang="en">
            <b>{status}</b> {says}
          </Text>
        ))}
      </div>
      {answers[0]?.schema && (
        <details>
          <summary>{`${t("apiReference.answer")} ${answers[0].status}`}</summary>
          <FieldTable fields={fieldsOf(schemas, answers[0].schema)} />
        </details>
      )}
    </Stack>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <Text size="sm">
      {label}: <Code>{value}</Code>
    </Text>
  );
}
