import { Button, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { TokenUsage } from "@tokenhouse/sdk/client";
import { useState } from "react";
import { locale, t } from "../../i18n.ts";
import { localTime, relativeTime } from "../../time.ts";
import { Instant } from "../../ui/instant.tsx";
import { useNow } from "../../ui/use-now.ts";
import { usageQuery } from "./queries.ts";
import { Known, Section } from "./section.tsx";
import { UsedBy } from "./used-by.tsx";

/** How many are shown before somebody asks for the others. */
const SHOWN = 4;

/** From where the token was used. */
export function AddressesSection({ id }: { id: string }) {
  const usage = useQuery(usageQuery(id, 30));
  return (
    <Section title={t("token.addresses.title")}>
      <Known query={usage}>
        {({ addresses, total }) =>
          addresses.length > 0 ? (
            <Addresses addresses={addresses} />
          ) : (
            <Text size="sm" c="dimmed">
              {total > 0 ? t("token.addresses.unknown") : t("list.neverUsed")}
            </Text>
          )
        }
      </Known>
    </Section>
  );
}

function Addresses({ addresses }: Pick<TokenUsage, "addresses">) {
  const [all, setAll] = useState(false);
  const nowMs = useNow();
  const shown = all ? addresses : addresses.slice(0, SHOWN);
  const figures = new Intl.NumberFormat(locale());
  return (
    <>
      <Table
        className="plain-table"
        aria-label={t("token.addresses.title")}
        verticalSpacing={6}
        horizontalSpacing={0}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("token.addresses.address")}</Table.Th>
            <Table.Th>{t("list.column.lastUsed")}</Table.Th>
            <Table.Th ta="end">{t("token.usage.uses")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(({ ip, uses, firstUsedAt, lastUsedAt, userAgent, verifier }) => (
            <Table.Tr key={ip}>
              <Table.Td pe="sm">
                <Text span size="sm" className="as-typed figures">
                  {ip}
                </Text>
                <Text span display="block" size="xs" c="dimmed" title={localTime(firstUsedAt)}>
                  {t("token.addresses.first", { when: relativeTime(firstUsedAt, nowMs) })}
                </Text>
              </Table.Td>
              <Table.Td pe="sm">
                <Instant at={lastUsedAt} nowMs={nowMs} />
                <UsedBy userAgent={userAgent} verifier={verifier} />
              </Table.Td>
              <Table.Td ta="end" className="figures">
                {figures.format(uses)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {addresses.length > SHOWN && (
        <Button mt="xs" variant="subtle" size="compact-sm" onClick={() => setAll(!all)}>
          {all ? t("token.addresses.fewer") : t("token.addresses.all", { count: addresses.length })}
        </Button>
      )}
    </>
  );
}
