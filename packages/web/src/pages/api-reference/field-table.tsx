import { Text, Title } from "@mantine/core";
import { t } from "../../i18n.ts";
import type { Field } from "./schema.ts";

/** The members of a body or an answer, or the parameters of a route; nothing where there are none. */
export function FieldTable({ title, fields }: { title?: string; fields: readonly Field[] }) {
  if (fields.length === 0) return null;
  return (
    <div>
      {title !== undefined && (
        <Title order={3} fz="md" mb={4}>
          {title}
        </Title>
      )}
      <dl className="fields">
        {fields.map(({ name, type, required, description }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>{" "}
              <Text span size="xs" c="dimmed">
                {type}
                {required && ` · ${t("apiReference.required")}`}
              </Text>
            </dt>
            <dd lang="en">{description}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
