import { Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconPlugConnectedX, IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { faultText } from "../../faults.ts";
import { t } from "../../i18n.ts";
import { FaultAlert } from "../../ui/fault-alert.tsx";
import { Instead, Waiting } from "../../ui/list/paged-list.tsx";
import { Records } from "../../ui/list/records.tsx";
import { useKeptFocus } from "../../ui/list/use-kept-focus.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { AssumptionsCard } from "./assumptions-card.tsx";
import { columns } from "./columns.tsx";
import { ConnectCard } from "./connect-card.tsx";
import { endingText, promiseText } from "./promise.ts";
import { type Verifiers, verifiersQuery } from "./verifiers-query.ts";

export function VerifiersPage() {
  const { data, error, refetch } = useQuery(verifiersQuery);
  return (
    <Stack>
      <PageHead title={t("verifiers.title")} intro={t("verifiers.intro")} />
      {data ? (
        <Known verifiers={data} error={error} />
      ) : error ? (
        <Instead
          icon={<IconPlugConnectedX size={40} />}
          title={t("verifiers.failed")}
          text={faultText(error)}
        >
          <Button onClick={() => void refetch()}>{t("list.again")}</Button>
        </Instead>
      ) : (
        <Waiting text={t("verifiers.loading")} />
      )}
    </Stack>
  );
}

/** Where it could not be refreshed, nothing is promised; the rows stay, for what they are worth. */
function Known({ verifiers, error }: { verifiers: Verifiers; error: Error | null }) {
  const { items } = verifiers;
  const ending = endingText(verifiers);
  const keptFocus = useKeptFocus();
  // Whoever reads how to connect their API is not to lose it when they succeed.
  const [isHelpShown, setHelpShown] = useState(false);
  if (!isHelpShown && items.every(({ kind }) => kind === "server")) setHelpShown(true);
  return (
    <>
      {error ? (
        <FaultAlert>{`${t("verifiers.notRefreshed")} ${faultText(error)}`}</FaultAlert>
      ) : (
        <Card className="quiet-card" withBorder padding="sm">
          <Group gap="sm" wrap="nowrap">
            <IconShieldCheck size={24} className="promise-mark" aria-hidden />
            <div>
              <Text fw={500}>{promiseText(verifiers)}</Text>
              {ending !== undefined && (
                <Text size="sm" c="dimmed">
                  {ending}
                </Text>
              )}
            </div>
          </Group>
        </Card>
      )}
      <Text component="output" size="sm" c="dimmed">
        {t("verifiers.count", { count: items.length })}
      </Text>
      <div {...keptFocus}>
        <Records label={t("verifiers.title")} rows={items} columns={columns()} />
      </div>
      {isHelpShown && <ConnectCard />}
      <AssumptionsCard assumptions={verifiers.assumptions} />
    </>
  );
}
