import { DataList, Modal, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type AuditEvent, TokenhouseError } from "@tokenhouse/sdk/client";
import { client } from "../../api.ts";
import { t } from "../../i18n.ts";
import { useNames } from "../../people/use-people.ts";
import { longTime, utcTime } from "../../time.ts";
import { type ChangedField, changedFields } from "./changed-fields.ts";
import { detailFacts } from "./detail-facts.ts";

interface DetailsDialogProps {
  event: AuditEvent;
  title: string;
  onClose: () => void;
}

/** Everything that the log holds of one event: what it changed first. */
export function DetailsDialog({ event, title, onClose }: DetailsDialogProps) {
  const changed = changedFields(event);
  const names = useNames();
  return (
    <Modal opened onClose={onClose} title={title} size="lg" returnFocus={false}>
      <Stack>
        {changed.length > 0 && <Changed fields={changed} />}
        <DataList size="sm" gap="xs" labelWidth={120}>
          {[...factsOf(event), ...detailFacts(event, names)].map(([label, text]) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue className="as-typed">{text}</DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
        {event.tokenId !== null && <OfToken id={event.tokenId} onLeave={onClose} />}
      </Stack>
    </Modal>
  );
}

/** Where else there is something to read of the token. */
function OfToken({ id, onLeave }: { id: string; onLeave: () => void }) {
  const { isPending, error } = useQuery({
    queryKey: ["project", "tokens", "exists", id],
    queryFn: () => client.getToken({ params: { id } }).then(() => true),
    retry: false,
  });
  const isGone = error instanceof TokenhouseError && error.status === 404;
  return (
    <Stack gap={4} align="start">
      <Link to="/project/audit" search={{ tokenId: id }} onClick={onLeave}>
        {t("audit.fact.onlyToken")}
      </Link>
      {isPending && <Skeleton height={20} width={160} />}
      {!isPending && !error && (
        <Link to="/tokens/$id" params={{ id }} onClick={onLeave}>
          {t("audit.fact.openToken")}
        </Link>
      )}
      {isGone && (
        <Text size="sm" c="dimmed">
          {t("audit.fact.tokenGone")}
        </Text>
      )}
    </Stack>
  );
}

function factsOf({ at, event, actor, origin, tokenId, revision, detail }: AuditEvent): [string, string][] {
  const facts: [string, unknown][] = [
    [t("audit.fact.when"), `${longTime(at)} (${utcTime(at)})`],
    [t("audit.fact.who"), actor.name || t("audit.nobody")],
    [t("audit.fact.what"), event],
    [t("audit.fact.token"), detail["hint"]],
    [t("audit.fact.tokenId"), tokenId],
    [t("audit.fact.reason"), detail["reason"]],
    [t("audit.fact.address"), origin.ip],
    [t("audit.fact.carrier"), t(`audit.carriers.${origin.carrier}`)],
    [t("audit.fact.usedToken"), origin.tokenId],
    [t("audit.fact.program"), origin.userAgent],
    [t("audit.fact.request"), origin.requestId],
    [t("audit.fact.revision"), revision],
  ];
  return facts.flatMap(([label, fact]) =>
    (typeof fact === "string" && fact !== "") || typeof fact === "number" ? [[label, String(fact)]] : [],
  );
}

function Changed({ fields }: { fields: readonly ChangedField[] }) {
  return (
    <div>
      <Title order={3} size="sm" mb={4}>
        {t("audit.fact.changed")}
      </Title>
      <Table aria-label={t("audit.fact.changed")} withTableBorder>
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
    </div>
  );
}
