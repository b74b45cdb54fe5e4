import { Group, Text } from "@mantine/core";
import { IconApi, IconServer2 } from "@tabler/icons-react";
import type { Verifier } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { Instant } from "../../ui/instant.tsx";
import type { Column } from "../../ui/list/records.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { confirmedTexts, inSeconds, isReplica, stateOf } from "./promise.ts";

export const columns = (): readonly Column<Verifier>[] => [
  { id: "name", title: t("verifiers.columns.name"), cell: (verifier) => <Name verifier={verifier} /> },
  {
    id: "state",
    title: t("verifiers.columns.state"),
    cell: (verifier) => <StatusBadge status={stateOf(verifier)} />,
  },
  {
    id: "confirmed",
    title: t("verifiers.columns.confirmed"),
    cell: (verifier) => {
      const [text, more] = confirmedTexts(verifier);
      return <Fact text={text} more={more} />;
    },
  },
  {
    id: "lease",
    title: t("verifiers.columns.lease"),
    cell: ({ leaseMs }) => <Fact text={leaseMs === null ? t("verifiers.needsNone") : inSeconds(leaseMs)} />,
  },
  {
    id: "holds",
    title: t("verifiers.columns.holds"),
    cell: ({ mode }) => (
      <Fact text={t(`verifiers.modes.${mode ?? "memory"}`)} more={t(`verifiers.holds.${mode ?? "memory"}`)} />
    ),
  },
  {
    id: "since",
    title: t("verifiers.columns.since"),
    cell: ({ registeredAt }, nowMs) => <Instant at={registeredAt} nowMs={nowMs} />,
  },
];

function Name({ verifier }: { verifier: Verifier }) {
  const { name, kind } = verifier;
  const KindIcon = kind === "server" ? IconServer2 : IconApi;
  return (
    <Group gap="xs" wrap="nowrap">
      <KindIcon size={20} stroke={1.5} className="whole" aria-hidden />
      <div>
        <Text span display="block" size="sm" fw={600} className="as-typed">
          {name}
        </Text>
        <Text span display="block" size="xs" c="dimmed">
          {t(`verifiers.kinds.${isReplica(verifier) ? "replica" : kind}`)}
        </Text>
      </div>
    </Group>
  );
}

function Fact({ text, more }: { text: string; more?: string }) {
  return (
    <div className="figures">
      <Text span display="block" size="sm">
        {text}
      </Text>
      {more !== undefined && (
        <Text span display="block" size="xs" c="dimmed">
          {more}
        </Text>
      )}
    </div>
  );
}
