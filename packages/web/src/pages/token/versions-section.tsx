import { Badge, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { TokenVersion } from "@tokenhouse/sdk/client";
import { t } from "../../i18n.ts";
import { localTime, relativeTime, utcTime } from "../../time.ts";
import { useNow } from "../../ui/use-now.ts";
import { versionsQuery } from "./queries.ts";
import { Known, Section } from "./section.tsx";

/** Every value that the token has had, by when it began and ends. */
export function VersionsSection({ id }: { id: string }) {
  const nowMs = useNow();
  return (
    <Section title={t("token.versions.title")}>
      <Known query={useQuery(versionsQuery(id))}>
        {({ items }) => (
          <Stack component="ul" className="plain-list" gap="sm">
            {items.map((version) => (
              <li key={version.version}>
                <Version version={version} nowMs={nowMs} />
              </li>
            ))}
          </Stack>
        )}
      </Known>
    </Section>
  );
}

function Version({
  version: { version, createdAt, validUntil },
  nowMs,
}: {
  version: TokenVersion;
  nowMs: number;
}) {
  const hasEnded = validUntil !== null && Date.parse(validUntil) <= nowMs;
  return (
    <>
      <Group gap="xs">
        <Text span size="sm" fw={600} className="figures">
          {t("token.versions.name", { version })}
        </Text>
        {validUntil === null && <Badge>{t("token.versions.current")}</Badge>}
      </Group>
      <Text size="xs" c="dimmed" title={utcTime(createdAt)}>
        {t("token.versions.since", { time: localTime(createdAt) })}
      </Text>
      {validUntil !== null && (
        <Text size="xs" c="dimmed" title={utcTime(validUntil)}>
          {hasEnded
            ? t("token.versions.ended", {
                time: localTime(validUntil),
                when: relativeTime(validUntil, nowMs),
              })
            : t("token.versions.until", { time: localTime(validUntil) })}
        </Text>
      )}
    </>
  );
}
