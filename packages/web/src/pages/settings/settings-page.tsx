import { Alert, Button, Stack } from "@mantine/core";
import { IconLock, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { faultText } from "../../faults.ts";
import { sessionQuery, settingsQuery } from "../../queries.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Instead, Waiting } from "../../ui/list/paged-list.tsx";
import { SettingsAsTheyAre } from "./settings-as-they-are.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { t } from "../../i18n.ts";

export function SettingsPage() {
  const { data: signedIn } = useQuery(sessionQuery);
  const { data: settings, error, refetch } = useQuery(settingsQuery);
  const isOwner = signedIn?.project?.role === "owner";
  return (
    <Stack maw={1040} mx="auto">
      <PageHead title={t("settings.title")} intro={t("settings.intro")} />
      {!isOwner && (
        <Alert color="blue" variant="light" icon={<IconLock aria-hidden />}>
          {t("settings.readOnly")}
        </Alert>
      )}
      {error && !settings && (
        <Instead icon={<IconPlugConnectedX size={40} />} title={t("settings.failed")} text={faultText(error)}>
          <Button onClick={() => void refetch()}>{t("settings.again")}</Button>
        </Instead>
      )}
      {!settings && !error && <Waiting text={t("settings.loading")} />}
      {settings && isOwner && <SettingsForm settings={settings} />}
      {settings && !isOwner && <SettingsAsTheyAre settings={settings} />}
    </Stack>
  );
}
