import { DataList, Modal, Stack, Table, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AuditEvent } from "@tokenhouse/sdk/client";
import { localTime, utcTime } from "../../time.ts";
import { type ChangedField, changedFields } from "./event-text.ts";
import { t } from "../../i18n.ts";

interface DetailsDialogProps {
  event: AuditEvent;
  title: string;
  onClose: () => void;
}

/** Everything that the log holds of one event. */
export function DetailsDialog({ event, title, onClose }: DetailsDialogProps) {
  const changed = changedFields(event);
  return (
    <Modal opened onClose={onClose} title={title} size="lg" returnFocus={false}>
      <Stack>
        <DataList size="sm" gap="xs" labelWidth={110}>
          {factsOf(event).map(([label, text]) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue className="as-typed">{text}</DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
        {event.tokenId !== null && (
          <Link to="/project/audit" search={{ tokenId: event.tokenId }} onClick={onClose}>
            {t("audit.fact.onlyToken")}
          </Link>
        )}
        {changed.length > 0 && <Changed fields={changed} />}
      </Stack>
    </Modal>
  );
}

function factsOf({ at, event, actor, origin, tokenId, revision, detail }: AuditEvent): [string, string][] {
  const facts: [string, unknown][] = [
    [t("audit.fact.when"), `${localTime(at)} (${utcTime(at)})`],
    [t("audit.fact.who"), actor.name || t("audit.nobody")],
    [t("audit.fact.what"), event],
    [t("audit.fact.token"), detail["hint"]],
    [t("audit.fact.tokenId"), tokenId],
    [t("audit.fact.address"), origin.ip],
    [t("audit.fact.carrier"), t(`audit.carriers.${origin.carrier}`)],
    [t("audit.fact.usedToken"), origin.tokenId],
    [t("audit.fact.program"), origin.userAgent],
    [t("audit.fact.request"), origin.requestId],
    [t("audit.fact.revision"), revision],
  ];
  return facts.flatMap(([label, fact]) =>
    typeof fact === "string" || typeof fact === "number" ? [[label, String(fact)]] : [],
  );
}

function Changed({ fields }: { fields: readonly ChangedField[] }) {
  return (
    <>
      <Title order={3} size="h4">
        {t("audit.fact.changed")}
      </Title>
      <Table aria-label={t("audit.fact.changed")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("audit.fact.field")}</Table.Th>
            <Table.Th>{t("audit.fact.before")}</Table.Th>
            <Table.Th>{t("audit.fact.after")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {fields.map(({ field, before, after }) => (
            <Table.Tr key={field}>
              <Table.Td className="as-typed">{field}</Table.Td>
              <Table.Td className="as-typed">{before}</Table.Td>
              <Table.Td className="as-typed">
                <Text span size="sm" fw={600}>
                  {after}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}
